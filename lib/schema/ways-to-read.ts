import type { Evidence } from "./evidence.ts";
import type { Need } from "./format.ts";
import { findFormat } from "./formats.ts";
import type { Candidate, Trait } from "./inspection.ts";
import { PADDED } from "./numerals.ts";
import { bestFitting, disagree, distinctReadings, familyOf, readAs } from "./readings.ts";
import { isCodeName, isDateName, isPriceName } from "./roles.ts";

/** A type is proposed when it fits at least this share of a column's values; the rest would be rejected, with reasons. */
const MIN_FIT = 0.9;
/** Digits alone are a day or an instant only when they lie where files have theirs. */
const PLAUSIBLE_YEARS = { first: 1900, last: 2100 };

/** The ways a column's values can be meant, the likeliest first: none but text when empty, a question when more than one. */
export function waysToRead(column: Evidence): Candidate[] {
  const eligible = column.candidates.filter((candidate) => isEligible(column, candidate));
  const winner = preferred(eligible);
  if (!winner) return hasPaddedNumbers(column) ? paddedWays(column) : [];
  const ways = distinctReadings(rivalsOf(winner, column, eligible), column.samples);
  if (losesDigits(winner, column)) return [...ways, ...exactOf(winner, column), textOf(column)];
  return needsOf(winner).includes("an-answer") ? [...ways, asWritten(column)] : ways;
}

/** Under other names such values make a column text; whether those of prices may become what a number keeps of them, a person says. */
const losesDigits = ({ type }: Candidate, { traits = [] }: Evidence): boolean =>
  type === "number" && traits.includes("lost-digits");

/** The decimals that take all that the winner takes, and keep its digits. */
const exactOf = ({ fits }: Candidate, { candidates }: Evidence): Candidate[] =>
  candidates.filter((other) => other.type === "decimal" && other.fits === fits).slice(0, 1);

/**
 * What fits as much as the winner, and what fits nearly as much but takes some of the same texts for something else:
 * unless every row was read and the winner fits them all.
 */
const rivalsOf = (winner: Candidate, column: Evidence, eligible: readonly Candidate[]): Candidate[] =>
  bestFitting(eligible, familyOf(winner.type)).filter(
    (rival) => rival.fits === winner.fits || (!isProved(winner, column) && disagree(winner, rival, column.samples)),
  );

const isProved = ({ misfits }: Candidate, { isWhole }: Evidence): boolean => isWhole === true && misfits === 0;

function isEligible(column: Evidence, candidate: Candidate): boolean {
  const { source, traits = [] } = column;
  const { type, fits, misfits } = candidate;
  const needs = needsOf(candidate);
  if (type === "text" || type === "decimal" || needs.includes("a-person") || !fitsMost(fits, misfits)) return false;
  if (
    familyOf(type) === "number" &&
    traits.some((trait) => (trait === "lost-digits" ? !keepsDigits(column, candidate) : isNoNumber(trait, source)))
  )
    return false;
  if ((type === "date" || type === "timestamp") && traits.includes("two-orders")) return false;
  if (type === "integer" && isPriceName(source)) return false;
  if (needs.includes("no-other") && plainerFits(column, type) >= fits) return false;
  return !needs.includes("date-name") || (isDateName(source) && isPlausible(column, candidate));
}

const isNoNumber = (trait: Trait, source: string): boolean =>
  trait === "leading-zeros" || trait === "two-styles" || !isPriceName(source);

/** Whole numbers do, where the values are; of prices a person says whether they must. */
const keepsDigits = ({ source, candidates }: Evidence, { type, fits }: Candidate): boolean =>
  isPriceName(source) ||
  (type === "integer" && candidates.every((other) => other.type !== "number" || other.fits <= fits));

const fitsMost = (fits: number, misfits: number): boolean => fits > 0 && fits >= MIN_FIT * (fits + misfits);

const needsOf = ({ type, format }: Candidate): readonly Need[] => findFormat(type, format)?.needs ?? [];

const plainerFits = ({ candidates }: Evidence, type: Candidate["type"]): number =>
  Math.max(
    0,
    ...candidates
      .filter((other) => other.type === type && !needsOf(other).includes("no-other"))
      .map(({ fits }) => fits),
  );

function isPlausible({ samples }: Evidence, candidate: Candidate): boolean {
  const years = samples.flatMap((sample) => readAs(sample, candidate)?.slice(0, 4) ?? []).map(Number);
  return years.every((year) => year >= PLAUSIBLE_YEARS.first && year <= PLAUSIBLE_YEARS.last);
}

/** What fits most; among equals a date before a number, then the order of the formats' table (whole numbers first). */
function preferred(candidates: readonly Candidate[]): Candidate | undefined {
  const isNumber = ({ type }: Candidate): number => (familyOf(type) === "number" ? 1 : 0);
  return [...candidates].sort((a, b) => b.fits - a.fits || isNumber(a) - isNumber(b))[0];
}

/** The digits without another meaning: a number where they all are, otherwise text. */
function asWritten({ candidates }: Evidence): Candidate {
  const numbers = candidates.filter(({ type, misfits }) => familyOf(type) === "number" && misfits === 0);
  return numbers[0] ?? textOf({ candidates });
}

const textOf = ({ candidates }: Pick<Evidence, "candidates">): Candidate =>
  candidates.find(({ type }) => type === "text") ?? {
    type: "text",
    format: "as-is",
    fits: 0,
    misfits: 0,
    misfitExamples: [],
  };

const paddedOf = ({ candidates }: Evidence): Candidate | undefined =>
  candidates.find(({ type, format }) => type === "integer" && format === PADDED);

/** Some numbers have zeros in front, and the column's name does not say that they are codes. */
function hasPaddedNumbers(column: Evidence): boolean {
  if (!column.traits?.includes("leading-zeros")) return false;
  const padded = paddedOf(column);
  return padded !== undefined && fitsMost(padded.fits, padded.misfits) && !isCodeName(column.source);
}

const paddedWays = (column: Evidence): Candidate[] => [
  textOf(column),
  ...[paddedOf(column)].flatMap((found) => found ?? []),
];
