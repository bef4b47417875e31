"use client";

import { NativeSelect, Stack, Text } from "@mantine/core";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import type { FileGroup, InspectionView } from "#lib/schema/inspection-view.ts";
import type { Draft } from "./draft.ts";
import { chooseDrift, type DriftChoice, driftChoice, isNeeded } from "./drift-choice.ts";
import { ExtraColumns } from "./extra-columns.tsx";
import { RetypedColumns } from "./retyped-columns.tsx";
import { TYPE_WORDS } from "./words.ts";

interface FilesDifferProps {
  inspection: InspectionView;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Which files have other columns than most, and what becomes of each column that is not in all of them. */
export function FilesDiffer({ inspection, draft, onChange }: FilesDifferProps) {
  const { groups: found = [] } = inspection;
  const groups = found.filter((group, at) => at > 0 || group.isReordered || group.retyped.length > 0);
  if (groups.length === 0) return null;
  const partial = inspection.columns.filter(({ presentIn }) => presentIn < inspection.files.inspected);
  return (
    <Notice tone="note" title="Files differ">
      <Stack gap="md">
        <ul className="plain-list">
          {groups.map((group) => (
            <li key={group.examples.join()}>{differenceOf(group, group === found[0])}</li>
          ))}
        </ul>
        <ExtraColumns groups={found} draft={draft} onChange={onChange} />
        {partial.map(({ source, presentIn }) => (
          <NativeSelect
            key={source}
            maw={560}
            label={`“${source}”, in ${presentIn} of ${plural(inspection.files.inspected, "file")}`}
            data={optionsFor(source, draft, found)}
            value={keyOf(driftChoice(draft, source))}
            onChange={({ currentTarget }) => onChange(chooseDrift(draft, source, choiceOf(currentTarget.value)))}
          />
        ))}
        <RetypedColumns inspection={inspection} draft={draft} onChange={onChange} />
        {partial.length > 0 && (
          <Text size="sm">Columns are found by their names in every file; their order makes no difference.</Text>
        )}
      </Stack>
    </Notice>
  );
}

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(", ");

function differenceOf({ files, examples, ...group }: FileGroup, isMain: boolean): string {
  const parts = [
    ...(group.missing.length > 0 ? [`without ${quoted(group.missing)}`] : []),
    ...(group.extra.length > 0 ? [`with ${quoted(group.extra)} besides`] : []),
    ...group.renamed.map(({ from, to }) => `“${to}” may be “${from}” under another name`),
    ...(group.isReordered ? ["columns in another order, which is harmless"] : []),
    ...group.retyped.map(({ source, usual, here }) =>
      here.type === usual.type
        ? `“${source}” is written as ${here.format}, not as ${usual.format}`
        : `“${source}” looks like ${TYPE_WORDS[here.type].toLowerCase()}, not ${TYPE_WORDS[usual.type].toLowerCase()}`,
    ),
  ];
  const names = files > examples.length ? `${examples.join(", ")}, …` : examples.join(", ");
  return `${isMain ? "Among " : ""}${plural(files, "file")} (${names}): ${parts.join("; ")}.`;
}

const SAME_AS = "same-as:";

const keyOf = (choice: DriftChoice): string => (typeof choice === "string" ? choice : `${SAME_AS}${choice.sameAs}`);

function choiceOf(key: string): DriftChoice {
  if (key.startsWith(SAME_AS)) return { sameAs: key.slice(SAME_AS.length) };
  return key === "evolve" || key === "discard_value" || key === "refuse" ? key : "freeze";
}

/** A row without its date or ticker is worth nothing, so files without those can only be refused. */
function optionsFor(source: string, { recipe }: Draft, groups: readonly FileGroup[]) {
  const { role = "none", aliases = [] } = recipe.columns.find((column) => column.source === source) ?? {};
  const likely = new Set(
    groups.flatMap(({ renamed }) => renamed.flatMap(({ from, to }) => (to === source ? from : []))),
  );
  const others = recipe.columns.filter((column) => column.source !== source && !column.ignored);
  return [
    ...(isNeeded({ role }) ? [] : [{ value: "evolve", label: "Keep it, with no value where it is missing (evolve)" }]),
    { value: "freeze", label: `Refuse the files ${withoutWords(aliases)} (freeze)` },
    { value: "refuse", label: "Refuse the files with it (freeze)" },
    { value: "discard_value", label: "Leave it out of every file (discard_value)" },
    ...others.map((other) => ({
      value: `${SAME_AS}${other.source}`,
      label: `It is “${other.source}” under another name${likely.has(other.source) ? " (likely)" : ""}`,
    })),
  ];
}

const withoutWords = (aliases: readonly string[]): string =>
  aliases.length === 0 ? "without it" : `that have neither it nor ${quoted(aliases)}`;
