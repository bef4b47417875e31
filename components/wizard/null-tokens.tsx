"use client";

import { Checkbox, Stack, TextInput } from "@mantine/core";
import { useState } from "react";

interface NullTokensProps {
  tokens: string[];
  onChange: (tokens: string[]) => void;
}

/** Spellings of "nothing here"; rarely more than the empty cell, so they are one press away. */
export function NullTokens({ tokens, onChange }: NullTokensProps) {
  const others = tokens.filter((token) => token !== "");
  const [typed, setTyped] = useState(others.join(", "));
  const emptyIsMissing = tokens.includes("");
  const change = (empty: boolean, text: string) => {
    const named = text.split(",").map((token) => token.trim());
    onChange([...(empty ? [""] : []), ...new Set(named.filter((token) => token !== ""))]);
  };
  return (
    <details style={{ marginTop: 8 }}>
      <summary className="quiet-summary">Missing values{others.length > 0 && `: ${others.join(", ")}`}</summary>
      <Stack gap="xs" mt="xs">
        <Checkbox
          size="sm"
          label="An empty cell is a missing value"
          checked={emptyIsMissing}
          onChange={({ currentTarget }) => change(currentTarget.checked, typed)}
        />
        <TextInput
          size="sm"
          label="So are these"
          description="Exact spellings, with commas between them"
          placeholder="NA, n/a"
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            change(emptyIsMissing, currentTarget.value);
          }}
        />
      </Stack>
    </details>
  );
}
