"use client";

import { Group, NativeSelect, SimpleGrid, Switch, Text, TextInput } from "@mantine/core";
import { plural } from "#lib/platform/format.ts";
import { ColumnType, type RecipeColumn, Role } from "#lib/schema/contract.ts";
import { whyDecimal } from "#lib/schema/exact-decimals.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { ColumnProof } from "#lib/schema/profile/contract.ts";
import classes from "./column-card.module.css";
import { changeColumn, changeRole, changeType, type Draft } from "./draft.ts";
import { nameProblem } from "./draft-problems.ts";
import { Fit } from "./fit.tsx";
import { FormatSelect } from "./format-select.tsx";
import { Level } from "./level.tsx";
import { NullTokens } from "./null-tokens.tsx";
import { Samples } from "./samples.tsx";
import { WholeColumn } from "./whole-column.tsx";
import { choices, ROLE_WORDS, TRAIT_WORDS, TYPE_WORDS } from "./words.ts";

interface ColumnCardProps {
  found: InspectionView["columns"][number];
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** How many files were looked at. */
  files: number;
  /** What whole files say about the column, once some were read. */
  proof: ColumnProof | undefined;
}

/** One column: what was found, and what it is to be. */
export function ColumnCard({ found, draft, onChange, files, proof }: ColumnCardProps) {
  const column = draft.recipe.columns.find(({ source }) => source === found.source);
  if (!column) return null;
  const { source } = found;
  const traits = column.type === "text" ? (found.traits ?? []) : [];
  const reasons = [...traits.map((trait) => TRAIT_WORDS[trait]), whyDecimal(found, column)];
  const set = (change: Partial<typeof column>) => onChange(changeColumn(draft, source, change));
  return (
    <fieldset className={classes.card} data-ignored={column.ignored}>
      <legend className={classes.legend}>
        <span className="raw">{source}</span>
      </legend>
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap" className={classes.top}>
        <Group gap="xs" miw={0}>
          {isProposed(column, found) && <Level found={found} />}
          {reasons.map(
            (reason) =>
              reason && (
                <Text key={reason} size="sm" c="dimmed">
                  {reason}
                </Text>
              ),
          )}
          {found.presentIn < files && (
            <Text size="sm" c="dimmed">
              in {plural(found.presentIn, "file")} of {files}
            </Text>
          )}
        </Group>
        <Switch
          size="sm"
          label="Keep"
          aria-label={`Keep ${source}`}
          checked={!column.ignored}
          onChange={({ currentTarget }) => set({ ignored: !currentTarget.checked })}
        />
      </Group>
      {!column.ignored && (
        <>
          <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="xs" verticalSpacing="xs">
            <TextInput
              size="xs"
              label="Name"
              value={column.name}
              error={nameProblem(draft, column.name)}
              onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            />
            <NativeSelect
              size="xs"
              label="Role"
              data={choices(ROLE_WORDS)}
              value={column.role}
              onChange={({ currentTarget }) => onChange(changeRole(draft, source, Role.parse(currentTarget.value)))}
            />
            <NativeSelect
              size="xs"
              label="Type"
              data={choices(TYPE_WORDS)}
              value={column.type}
              onChange={({ currentTarget }) =>
                onChange(changeType(draft, found, ColumnType.parse(currentTarget.value)))
              }
            />
            <FormatSelect column={column} found={found} onChange={(format) => set({ format })} />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing={4} mt="sm">
            <Fit column={column} found={found} proof={proof} />
            <Samples column={column} samples={found.samples} />
          </SimpleGrid>
          {proof && <WholeColumn proof={proof} />}
          <NullTokens tokens={column.nullTokens} onChange={(nullTokens) => set({ nullTokens })} />
        </>
      )}
    </fieldset>
  );
}

/** How sure a proposal is says nothing of what a person chose instead. */
const isProposed = ({ type, format }: Pick<RecipeColumn, "type" | "format">, { proposed }: ColumnCardProps["found"]) =>
  type === proposed.type && format === proposed.format;
