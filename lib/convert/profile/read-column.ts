import { z } from "zod";
import { findFormat, readText } from "#lib/schema/formats.ts";
import type { Trait } from "#lib/schema/inspection.ts";
import { PADDED } from "#lib/schema/numerals.ts";
import type { ColumnProfile, ProfiledFormat, WorstValue } from "#lib/schema/profile/contract.ts";
import { type Choice, isRounded, unrounded } from "./planned-columns.ts";
import type { ReadColumn } from "./read-sql.ts";
import { shapeOf } from "./shape.ts";
import { readsAsPlain } from "./whole-sql.ts";

const WORST = 5;
const SEEN_ENOUGH = 0.1;

const Counted = z.union([z.number(), z.string()]).transform(Number);

/** What the first pass says of a column. */
export const WholeCounts = z.object({
  values: Counted,
  fits: Counted,
  min: z.string().nullable(),
  max: z.string().nullable(),
  distinct: Counted.nullable(),
  tokens: z.array(z.object({ key: z.string(), value: Counted })).nullable(),
  long: Counted,
  codes: Counted,
  lost: Counted,
  mayLose: z.boolean(),
  phones: Counted,
  changed: Counted,
  rivals: z.array(Counted),
  rivalsChanged: z.array(Counted.nullable()),
});
export type WholeCounts = z.infer<typeof WholeCounts>;

export type Pick = string | number;

/** Everything that was found out about a column. */
export interface FoundColumn {
  whole: WholeCounts;
  misfits: MisfitCounts | undefined;
  picks: readonly Pick[];
  /** In how many parts the file was read: what is different in one may be in another as well. */
  parts: number;
}

/** What the second pass says of a column's misfits. */
export const MisfitCounts = z.object({
  changed: Counted,
  cut: z.string().nullable(),
  padded: Counted,
  worst: z.array(z.object({ n: Counted, v: z.string().nullable() })).nullable(),
  wider: z.array(Counted),
  widerChanged: z.array(Counted),
});
export type MisfitCounts = z.infer<typeof MisfitCounts>;

/** Cells that are neither values nor stand for none. */
export function misfitsOf({ read }: ReadColumn, { values, fits, tokens }: WholeCounts): number {
  return read.type === "text" ? 0 : values - fits - standInCount(tokens);
}

const standInCount = (tokens: WholeCounts["tokens"]): number =>
  (tokens ?? []).reduce((sum, { value }) => sum + value, 0);

/** Puts together what both passes say of a column in so many sound rows; `rowOf` gives a sound record's row in the file. */
export function readColumn(
  column: ReadColumn,
  rows: number,
  found: FoundColumn,
  rowOf: (sound: number) => number,
): ColumnProfile {
  const { read } = column;
  const { whole, misfits, picks } = found;
  return {
    source: column.column.source,
    values: whole.values,
    nulls: rows - whole.values,
    standIns: { texts: (whole.tokens ?? []).map(({ key }) => key), count: standInCount(whole.tokens) },
    traits: traitsOf(whole, misfits),
    cut: misfits?.cut ? [misfits.cut] : [],
    read,
    formats: formatsOf(column, whole, misfits),
    worst: worstOf(read, misfits, rowOf),
    min: whole.min,
    max: whole.max,
    distinct: distinctOf(found),
    ...shapeOf(picks),
  };
}

function traitsOf({ long, codes, phones, min }: WholeCounts, misfits: MisfitCounts | undefined): Trait[] {
  const isAnyBelowZero = min?.startsWith("-") ?? false;
  return [
    ...((misfits?.padded ?? 0) > 0 ? ["leading-zeros" as const] : []),
    ...(long > 0 ? ["long-numbers" as const] : []),
    ...(misfits?.cut ? ["lost-digits" as const] : []),
    ...(codes > 0 || (phones > 0 && !isAnyBelowZero) ? ["like-codes" as const] : []),
  ];
}

/** When the picked values came up again and again, hardly one was missed: that is nearer than an estimate over all. */
function distinctOf({ whole: { distinct, fits }, picks, parts }: FoundColumn): ColumnProfile["distinct"] {
  const { size } = new Set(picks);
  if (size <= SEEN_ENOUGH * picks.length) return { count: size, isMore: false };
  if (distinct !== null && parts === 1) return { count: Math.min(distinct, fits), isMore: false };
  return { count: Math.max(size, distinct ?? 0), isMore: true };
}

function formatsOf(column: ReadColumn, whole: WholeCounts, misfits: MisfitCounts | undefined): ProfiledFormat[] {
  const { read, wider, rivals } = column;
  const typed = whole.values - standInCount(whole.tokens);
  const counted = (choice: Choice, fits: number, changes: number | null): ProfiledFormat => ({
    ...choice,
    fits,
    misfits: typed - fits,
    changes,
  });
  const text: ProfiledFormat = { type: "text", format: "as-is", fits: whole.values, misfits: 0, changes: 0 };
  const widened = wider.map((choice, at) => {
    const isPlain = readsAsPlain(choice) || choice.format === PADDED;
    const lost = choice.type === "number" && !isRounded(choice) ? whole.lost : 0;
    const changes = isPlain ? (misfits?.widerChanged[at] ?? 0) + lost : null;
    return counted(choice, whole.fits + (misfits?.wider[at] ?? 0) - lost, changes);
  });
  const tried = rivals.map((choice, at) => counted(choice, whole.rivals[at] ?? 0, whole.rivalsChanged[at] ?? null));
  if (read.type === "text") return [text, ...tried];
  const lost = isRounded(read) ? whole.lost : 0;
  const first = counted(read, whole.fits, whole.changed + (misfits?.changed ?? 0) + lost);
  return [first, ...widened.map((one) => withRounded(one, [first, ...widened])), ...tried, text];
}

/** What rounding changes is what would not fit without it. */
function withRounded(one: ProfiledFormat, formats: readonly ProfiledFormat[]): ProfiledFormat {
  const strict = unrounded(one);
  const base = isRounded(one) && formats.find(({ type, format }) => type === strict.type && format === strict.format);
  return base ? { ...one, changes: one.fits - base.fits } : one;
}

function worstOf(
  { type, format }: Choice,
  misfits: MisfitCounts | undefined,
  rowOf: (sound: number) => number,
): WorstValue[] {
  const known = findFormat(type, format);
  const seen = new Map<string, WorstValue>();
  for (const { n, v } of misfits?.worst ?? []) {
    const value = v ?? "";
    if (seen.has(value) || seen.size === WORST || !known) continue;
    const cell = readText(value, known);
    seen.set(value, { value, row: rowOf(n), reason: cell.kind === "misfit" ? cell.reason : "does not fit", file: "" });
  }
  return [...seen.values()];
}
