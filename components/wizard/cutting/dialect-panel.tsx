"use client";

import { Button, Collapse, Group, Text } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Notice } from "#components/ui/notice.tsx";
import type { Dialect } from "#lib/schema/contract.ts";
import { PARTS } from "./dialect-draft.ts";
import classes from "./dialect-panel.module.css";
import { DialectPartField } from "./dialect-part.tsx";
import { dialectSummary, NEWLINE_WORDS } from "./dialect-words.ts";

interface DialectPanelProps {
  dialect: Dialect;
  found: Dialect | null;
  /** Why the file cannot be cut so. */
  problem: string | null;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (dialect: Dialect) => void;
  /** What can be done with the dialect as it is now. */
  children?: ReactNode;
}

/** How a file is cut into rows and cells: what was found, and a field to change each part of it. */
export function DialectPanel({ dialect, found, problem, isOpen, onToggle, onChange, children }: DialectPanelProps) {
  const [heading, body] = [useId(), useId()];
  return (
    <section className={classes.panel} aria-labelledby={heading}>
      <Group justify="space-between" gap="xs">
        <div>
          <Text size="sm" fw={600} id={heading}>
            How the file is cut
          </Text>
          <Text size="sm" c="dimmed">
            {dialectSummary(dialect)}
          </Text>
        </div>
        <Button size="xs" variant="default" aria-expanded={isOpen} aria-controls={body} onClick={onToggle}>
          {isOpen ? "Close" : "Change"}
        </Button>
      </Group>
      <Collapse expanded={isOpen} id={body} transitionDuration={0}>
        <div className={classes.open}>
          <div className={classes.parts}>
            {PARTS.map((part) => (
              <DialectPartField key={part} part={part} dialect={dialect} found={found} onChange={onChange} />
            ))}
          </div>
          <Text size="xs" c="dimmed" mt="sm">
            Newlines found: {NEWLINE_WORDS[dialect.newline]}. Every kind ends a row, also where a file mixes them: there
            is nothing to set.
          </Text>
        </div>
      </Collapse>
      {problem && (
        <Notice tone="warning" title="It cannot be cut so" isAlert>
          {problem}
        </Notice>
      )}
      {children}
    </section>
  );
}
