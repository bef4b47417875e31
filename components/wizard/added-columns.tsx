"use client";

import { Group, TextInput } from "@mantine/core";
import { useState } from "react";
import type { DerivedColumn, Role } from "#lib/schema/contract.ts";
import classes from "./column-card.module.css";
import { changeDerived, type Draft } from "./draft.ts";
import { nameProblem } from "./draft-problems.ts";
import { FileNamePattern } from "./file-name-pattern.tsx";
import { keptIds } from "./kept-ids.ts";
import { AddLookup } from "./lookup/add-lookup.tsx";
import { LookupCard } from "./lookup/lookup-card.tsx";
import { RemoveColumn } from "./remove-column.tsx";
import { ROLE_WORDS } from "./words.ts";

interface AddedColumnsProps {
  datasetId: string;
  draft: Draft;
  /** Roles that are still asked about, where their column is decided first. */
  asked: Role[];
  paths: string[];
  onChange: (draft: Draft) => void;
}

/** Columns that no file has: from the file's name, from another file, or the same for every row. */
export function AddedColumns({ datasetId, draft, asked, paths, onChange }: AddedColumnsProps) {
  const replace = (at: number, column: DerivedColumn) => onChange(changeDerived(draft, at, column));
  const [kept, keep] = useState(() => keptIds([], draft.recipe.derived));
  const isKept =
    kept.length === draft.recipe.derived.length && kept.every((one, at) => one.column === draft.recipe.derived[at]);
  const columns = isKept ? kept : keptIds(kept, draft.recipe.derived);
  if (!isKept) keep(columns);
  const cards = columns.map(({ column, id }, at) =>
    asked.includes(column.role) ? null : column.from === "lookup" ? (
      <LookupCard key={id} datasetId={datasetId} draft={draft} column={column} onChange={onChange} />
    ) : (
      <fieldset key={id} className={classes.card}>
        <legend className={classes.legend}>{ROLE_WORDS[column.role]}, added</legend>
        <Group align="flex-end" gap="sm" mb="sm">
          <TextInput
            label="Name"
            value={column.name}
            error={nameProblem(draft, column.name)}
            onChange={({ currentTarget }) => replace(at, { ...column, name: currentTarget.value })}
            flex={1}
          />
          <RemoveColumn draft={draft} column={column} onChange={onChange} />
        </Group>
        {column.from === "file-name" ? (
          <FileNamePattern
            name={column.name}
            pattern={column.pattern}
            paths={paths}
            onChange={(pattern) => replace(at, { ...column, pattern })}
          />
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
  return (
    <>
      {cards}
      <AddLookup datasetId={datasetId} draft={draft} onChange={onChange} />
    </>
  );
}
