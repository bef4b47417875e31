"use client";

import { Button, Group, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import classes from "../column-card.module.css";
import { changeColumn, type Draft } from "../draft.ts";
import { RemoveColumn } from "../remove-column.tsx";
import { originOf, ROLE_WORDS } from "../words.ts";
import { type LookupColumn, matchRequest, putLookup } from "./lookup-choice.ts";
import { LookupForm } from "./lookup-form.tsx";
import { LookupMatch } from "./lookup-match.tsx";
import { lookupWords } from "./match-words.ts";

interface LookupCardProps {
  datasetId: string;
  draft: Draft;
  column: LookupColumn;
  onChange: (draft: Draft) => void;
}

/** A column that is looked up: what it is, what it finds, and how to have it otherwise. */
export function LookupCard({ datasetId, draft, column, onChange }: LookupCardProps) {
  const [isOpen, setOpen] = useState(false);
  const request = matchRequest(draft, column, column);
  const key = draft.recipe.columns.find(({ name }) => name === column.key);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    flushSync(() => setOpen(false));
    opener.current?.focus();
  };
  const submit = (next: Draft) => {
    close();
    onChange(next);
  };
  return (
    <fieldset className={classes.card}>
      <legend className={classes.legend}>
        {column.name}: {ROLE_WORDS[column.role].toLowerCase()}, looked up
      </legend>
      {isOpen ? (
        <LookupForm
          datasetId={datasetId}
          draft={draft}
          before={column}
          submit="Use it like this"
          onSubmit={submit}
          onChange={onChange}
          onCancel={close}
        />
      ) : (
        <>
          <Text>{originOf(column)}</Text>
          <Text size="sm" c="dimmed" mb="xs">
            {lookupWords(column)}
          </Text>
          {request && (
            <LookupMatch
              datasetId={datasetId}
              draft={draft}
              choice={column}
              request={request}
              onIgnoreCase={() => onChange(putLookup(draft, { ...column, ignoreCase: true }, column))}
              onTrim={() => key && onChange(changeColumn(draft, key.source, { trim: true }))}
            />
          )}
          <Group gap="sm" mt="sm">
            <Button ref={opener} variant="default" onClick={() => setOpen(true)} aria-label={`Change ${column.name}`}>
              Change
            </Button>
            <RemoveColumn draft={draft} column={column} onChange={onChange} />
          </Group>
        </>
      )}
    </fieldset>
  );
}
