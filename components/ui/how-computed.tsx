"use client";

import { Popover, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { InfoIcon } from "./icons.tsx";

/** The definition of a number, one press or hover away; `name` is the number's name. */
export function HowComputed({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Popover width={300} position="bottom" withArrow shadow="md" trapFocus={false}>
      <Popover.Target>
        <UnstyledButton className="quiet-button" aria-label={`How ${name} is computed`}>
          <InfoIcon size={14} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" component="div">
          {children}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
