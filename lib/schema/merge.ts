import { type Dialect, UNANSWERED } from "./contract.ts";
import { mergeDecimals } from "./decimals-seen.ts";
import type { Evidence } from "./evidence.ts";
import { narrowerDecimal } from "./exact-decimals.ts";
import { normalName } from "./header.ts";
import type { Candidate, InspectedColumn, Inspection, Trait } from "./inspection.ts";
import { unroundedName } from "./number-style.ts";
import { disagree, familyOf, pickSamples } from "./readings.ts";

const EXAMPLES = 3;
const SAMPLES_SEEN = 500;

export type MergedEvidence = Evidence & { presentIn: number };

/** One column's evidence from every file that has it, under its most common spelling; columns in the order of first sight. */
export function mergeColumns(inspections: readonly Inspection[]): MergedEvidence[] {
  const groups = new Map<string, InspectedColumn[]>();
  for (const { columns } of inspections)
    for (const column of columns) {
      const key = normalName(column.source);
      const group = groups.get(key);
      if (group) group.push(column);
      else groups.set(key, [column]);
    }
  return [...groups.values()].map(mergeGroup);
}

function mergeGroup(columns: InspectedColumn[]): MergedEvidence {
  const candidates = mergeCandidates(columns);
  const samples = [...new Set(columns.flatMap((column) => column.samples))].slice(0, SAMPLES_SEEN);
  return {
    source: mostCommon(columns.map(({ source }) => source)),
    values: sum(columns.map(({ values }) => values)),
    nulls: sum(columns.map(({ nulls }) => nulls)),
    candidates,
    samples: pickSamples(samples, candidates),
    traits: [...new Set([...columns.flatMap(({ traits = [] }) => traits), ...traitsBetween(columns, samples)])],
    standIns: {
      texts: [...new Set(columns.flatMap(({ standIns }) => standIns?.texts ?? []))],
      count: sum(columns.map(({ standIns }) => standIns?.count ?? 0)),
    },
    decimals: mergeDecimals(columns.map(({ decimals }) => decimals)),
    presentIn: columns.length,
    isWhole: columns.every(({ isWhole }) => isWhole),
  };
}

/** What the files' own proposals say of each other. */
function traitsBetween(columns: readonly InspectedColumn[], samples: readonly string[]): Trait[] {
  const traits: Trait[] = [];
  if (hasTwoWays(columns, ["number"], samples)) traits.push("two-styles");
  if (hasTwoWays(columns, ["date", "timestamp"], samples)) traits.push("two-orders");
  return traits;
}

/** Each of two files proves a way to write something, and the one takes some of the other's texts for something else. */
function hasTwoWays(columns: readonly InspectedColumn[], families: string[], samples: readonly string[]): boolean {
  const isProved = ({ proposed: { type, format }, confidence }: InspectedColumn) =>
    families.includes(familyOf(type)) && format !== UNANSWERED && confidence !== "ambiguous";
  const proved = columns.filter(isProved).map(({ proposed }) => proposed);
  const ways = [...new Map(proved.map((way) => [`${way.type} ${way.format}`, way])).values()];
  return ways.some((one, at) => ways.slice(at + 1).some((other) => disagree(one, other, samples)));
}

/** A candidate that a file does not list fitted none of that file's values. */
function mergeCandidates(columns: readonly InspectedColumn[]): Candidate[] {
  const keyOf = ({ type, format }: Candidate) => `${type} ${format}`;
  const listed = new Map(columns.flatMap(({ candidates }) => candidates.map((found) => [keyOf(found), found])));
  const merged = [...listed.values()].map(({ type, format }) => {
    const each = columns.map((column) => {
      const found = column.candidates.find((candidate) => candidate.type === type && candidate.format === format);
      const { samples, standIns } = column;
      return (
        found ??
        narrowerDecimal(column.candidates, { type, format }) ??
        unroundedNumber(column.candidates, { type, format }) ?? {
          fits: 0,
          misfits: column.values - (standIns?.count ?? 0),
          misfitExamples: samples,
        }
      );
    });
    const misfits = sum(each.map((one) => one.misfits));
    const examples = [...new Set(each.flatMap((one) => (one.misfits > 0 ? one.misfitExamples : [])))];
    return {
      type,
      format,
      fits: sum(each.map((one) => one.fits)),
      misfits,
      misfitExamples: examples.slice(0, EXAMPLES),
    };
  });
  return merged.sort((a, b) => Number(a.type === "text") - Number(b.type === "text"));
}

/** A file without a number that must be rounded was not tried for rounded ones: what fits without fits with it. */
const unroundedNumber = (candidates: readonly Candidate[], { type, format }: Pick<Candidate, "type" | "format">) =>
  candidates.find((one) => type === "number" && one.type === type && one.format === unroundedName(format));

/** The dialect most files have, with what any of them leaves open. */
export function mergeDialects(inspections: readonly Inspection[]): Dialect | undefined {
  const common = mostCommon(inspections.map(({ dialect }) => JSON.stringify(dialect)));
  const dialect = inspections.find((one) => JSON.stringify(one.dialect) === common)?.dialect;
  return dialect && { ...dialect, doubts: [...new Set(inspections.flatMap((one) => one.dialect.doubts))] };
}

export function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
