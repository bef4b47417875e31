import { type Recipe, UNANSWERED } from "../contract.ts";
import { retypedIn, usualColumns } from "../file-groups.ts";
import { findFormat } from "../formats.ts";
import { normalName } from "../header.ts";
import type { Candidate, InspectedColumn, Inspection } from "../inspection.ts";
import { roundedName } from "../number-style.ts";
import { PADDED } from "../numerals.ts";
import { proposalFor } from "../proposal.ts";
import { waysToRead } from "../ways-to-read.ts";
import type { PlannedColumn } from "./contract.ts";
import { isWider } from "./wider.ts";

/** A format that fits less of the sample is no rival of the one that is proposed. */
const MIN_SHARE = 0.9;
const MAX_FORMATS = 12;

type Choice = PlannedColumn["formats"][number];

/** Which formats to count over the whole of every file: those that the samples leave in the running. */
export function planFor(inspections: readonly Inspection[], confirmed: Recipe | undefined): PlannedColumn[] {
  const { columns, recipe } = proposalFor(inspections, confirmed);
  const retyped = new Map(
    retypedIn(inspections, usualColumns(inspections)).map(({ source, usual }) => [normalName(source), usual]),
  );
  return columns.map((column) => {
    const settled = recipe.columns.find(({ source }) => source === column.source);
    const usual = retyped.get(normalName(column.source));
    return { source: column.source, formats: withUsual(formatsFor(column, settled), usual) };
  });
}

/** Where some files differ, a person chooses by how much does not fit what is usual. */
function withUsual(formats: Choice[], usual: Choice | undefined): Choice[] {
  const isKnown = formats.some(({ type, format }) => type === usual?.type && format === usual.format);
  return !usual || usual.format === UNANSWERED || isKnown ? formats : [...formats, usual];
}

function formatsFor(column: InspectedColumn, settled: Choice | undefined): Choice[] {
  const first = settled && settled.format !== UNANSWERED ? [settled] : [];
  const running = withoutWider([...first, ...waysToRead(column), ...column.candidates.filter(isInTheRunning)]).slice(
    0,
    MAX_FORMATS,
  );
  const padded = running.some(({ type, format }) => type === "integer" && format === "123")
    ? [{ type: "integer" as const, format: PADDED }]
    : [];
  const rounded = running
    .filter((one, at) => one.type === "number" && (at === 0 || isWider(one, running[0] ?? one)))
    .map(({ type, format }) => ({ type, format: roundedName(format) }));
  const all = [...running, ...padded, ...rounded, { type: "text" as const, format: "as-is" }];
  const unique = new Map(all.map(({ type, format }) => [`${type} ${format}`, { type, format }]));
  return [...unique.values()];
}

/** What takes more than a rival of the first does need not be counted: it costs as much, and is proposed after it. */
const withoutWider = ([first, ...others]: readonly Choice[]): Choice[] =>
  first ? [first, ...others.filter((one) => isWider(one, first) || !others.some((other) => isWider(one, other)))] : [];

const isInTheRunning = ({ type, format, fits, misfits }: Candidate): boolean =>
  type !== "text" &&
  type !== "decimal" &&
  fits > 0 &&
  fits >= MIN_SHARE * (fits + misfits) &&
  !findFormat(type, format)?.needs?.includes("a-person");
