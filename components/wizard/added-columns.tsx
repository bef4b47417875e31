"use client";

import { Button, Group, Text, TextInput } from "@mantine/core";
import type { DerivedColumn, Role } from "#lib/schema/contract.ts";
import classes from "./column-card.module.css";
import { type Draft, dropDerived } from "./draft.ts";
import { nameProblem } from "./draft-problems.ts";
import { FileNamePattern } from "./file-name-pattern.tsx";
import { originOf, ROLE_WORDS } from "./words.ts";

interface AddedColumnsProps {
  draft: Draft;
  /** Roles that are still asked about, where their column is decided first. */
  asked: Role[];
  paths: string[];
  onChange: (draft: Draft) => void;
}

/** Columns that no file has: from the file's name, or the same for every row. */
export function AddedColumns({ draft, asked, paths, onChange }: AddedColumnsProps) {
  const replace = (at: number, column: DerivedColumn) =>
    onChange({ ...draft, recipe: { ...draft.recipe, derived: draft.recipe.derived.with(at, column) } });
  return draft.recipe.derived.map((column, at) =>
    asked.includes(column.role) ? null : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the name changes while it is typed, the place does not
      <fieldset key={at} className={classes.card}>
        <legend className={classes.legend}>{ROLE_WORDS[column.role]}, added</legend>
        <Group align="flex-end" gap="sm" mb="sm">
          <TextInput
            label="Name"
            value={column.name}
            error={nameProblem(draft, column.name)}
            onChange={({ currentTarget }) => replace(at, { ...column, name: currentTarget.value })}
            flex={1}
          />
          <Button
            variant="default"
            onClick={() => onChange(dropDerived(draft, column))}
            aria-label={`Remove ${column.name}`}
          >
            Remove
          </Button>
        </Group>
        {column.from === "file-name" ? (
          <FileNamePattern
            name={column.name}
            pattern={column.pattern}
            paths={paths}
            onChange={(pattern) => replace(at, { ...column, pattern })}
          />
        ) : column.from === "lookup" ? (
          <Text>{originOf(column)}</Text>
        ) : (
          <TextInput
            label="Value of every row"
            value={column.value}
            onChange={({ currentTarget }) => replace(at, { ...column, value: currentTarget.value })}
          />
        )}
      </fieldset>
    ),
  );
}
