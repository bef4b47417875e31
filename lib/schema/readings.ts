import type { ColumnType } from "./contract.ts";
import { findFormat, readText } from "./formats.ts";
import type { Candidate } from "./inspection.ts";
import { losesDigits } from "./lookalikes.ts";

const SAMPLES = 6;
const LONGEST_SAMPLE = 120;
/** Up to this share of values can be slips of whoever wrote them. */
const SLIPS = 0.01;

type Choice = Pick<Candidate, "type" | "format">;

/** Whole and broken numbers compete for the same texts; so do the orders of a date. */
export const familyOf = (type: ColumnType): string => (type === "integer" || type === "decimal" ? "number" : type);

/**
 * The candidates of a family that fit most, or less by so little that slips can be the reason: few values must not
 * decide, say, the order of day and month for all others. Those that fit most come first. Decimals say nothing that
 * numbers do not say.
 */
export function bestFitting(candidates: readonly Candidate[], family: string): Candidate[] {
  const members = candidates.filter(({ type, fits }) => familyOf(type) === family && type !== "decimal" && fits > 0);
  const most = Math.max(0, ...members.map(({ fits }) => fits));
  const enough = most - Math.floor(most * SLIPS);
  return members.filter(({ fits }) => fits >= enough).sort((a, b) => b.fits - a.fits);
}

/** Some text fits both, and means something else in each. */
export const disagree = (one: Choice, other: Choice, texts: readonly string[]): boolean =>
  texts.some((text) => {
    const [first, second] = [comparable(text, one), comparable(text, other)];
    return first !== undefined && second !== undefined && first !== second;
  });

/**
 * The candidates that read some text differently, one for each way to read them. One alone: there is no doubt.
 * Two formats that give every text the same value are one way.
 */
export function distinctReadings<Known extends Choice>(
  candidates: readonly Known[],
  texts: readonly string[],
): Known[] {
  const ways = new Map<string, Known>();
  for (const candidate of candidates) {
    const way = JSON.stringify(texts.map((text) => comparable(text, candidate) ?? null));
    if (!ways.has(way)) ways.set(way, candidate);
  }
  return [...ways.values()];
}

/** A text's value as people see it; undefined when it does not fit. */
export function readAs(text: string, { type, format }: Choice): string | undefined {
  const known = findFormat(type, format);
  const cell = known && readText(text, known);
  return cell?.kind === "value" ? cell.display : undefined;
}

/** Equal for 1234 as a whole and as a broken number. */
function comparable(text: string, choice: Choice): string | undefined {
  const display = readAs(text, choice);
  return display !== undefined && familyOf(choice.type) === "number" ? String(Number(display)) : display;
}

/** A few texts to show: those first that the best formats read differently, or that only some ways to write an instant fit. */
export function pickSamples(texts: readonly string[], candidates: readonly Candidate[]): string[] {
  const short = texts.filter((text) => text.length <= LONGEST_SAMPLE);
  const rivals = ["date", "timestamp", "number"]
    .map((family) => withoutSame(bestFitting(candidates, family)))
    .filter(({ length }) => length > 1);
  const doubtful = rivals.flatMap((formats) => firstFew(short, (text) => isDoubtful(text, formats)));
  const cut = short.filter(losesDigits).slice(0, 1);
  const padded = short.filter((text) => /^[+-]?0[0-9]+$/.test(text)).slice(0, 1);
  const clocks = candidates
    .filter(({ type }) => type === "timestamp")
    .flatMap(({ misfitExamples }) => misfitExamples[0] ?? []);
  return [...new Set([...doubtful, ...clocks, ...cut, ...padded, ...spread(short)])].slice(0, SAMPLES);
}

/** Without those that read whatever another reads in the same way: then both fit the same texts, and nothing is doubtful between them. */
function withoutSame(rivals: readonly Candidate[]): Candidate[] {
  if (rivals.some(({ type, format, misfits }) => type === "integer" && format === "123" && misfits === 0)) return [];
  return rivals.filter(({ type, format, fits }) => {
    const covered = findFormat(type, format)?.covers;
    return !rivals.some((other) => other.type === type && other.format === covered && other.fits === fits);
  });
}

export const isDoubtful = (text: string, candidates: readonly Choice[]): boolean =>
  distinctReadings(candidates, [text]).length > 1;

function firstFew(texts: readonly string[], test: (text: string) => boolean): string[] {
  const found: string[] = [];
  for (const text of texts) {
    if (test(text)) found.push(text);
    if (found.length === SAMPLES / 2) break;
  }
  return found;
}

/** From the beginning, the middle and the end. */
function spread(texts: readonly string[]): string[] {
  const step = Math.max(1, Math.floor(texts.length / SAMPLES));
  return texts.filter((_, index) => index % step === 0).slice(0, SAMPLES);
}
