import { BOOLEANS } from "./booleans.ts";
import { DATES, WINDOWED_DATES } from "./dates.ts";
import { type DecimalsSeen, seeDecimals } from "./decimals-seen.ts";
import { numberNames } from "./decoration.ts";
import { EPOCHS } from "./epochs.ts";
import { decimalName, widestDecimal } from "./exact-decimals.ts";
import { countFits } from "./fits.ts";
import type { Format } from "./format.ts";
import { findFormat } from "./formats.ts";
import type { InspectedColumn, Trait } from "./inspection.ts";
import { areLikeCodes, isLongNumber, losesDigits } from "./lookalikes.ts";
import { roundedName } from "./number-style.ts";
import { PADDED } from "./numerals.ts";
import { pickSamples } from "./readings.ts";
import { isDateName } from "./roles.ts";
import { SERIAL_TIMES } from "./serial-times.ts";
import { isStandIn } from "./stand-ins.ts";
import { TIMES } from "./times.ts";
import { TIMESTAMPS } from "./timestamps.ts";

/** What a column's values say, before anyone decides what they are. */
export type Evidence = Omit<InspectedColumn, "proposed" | "confidence">;

const DAYS = [...DATES, ...WINDOWED_DATES];

/** Counts which formats fit a column's sampled cells. */
export function findEvidence(source: string, cells: readonly string[]): Evidence {
  const counts = countDistinct(cells);
  const nulls = counts.get("") ?? 0;
  counts.delete("");
  const texts = [...counts.keys()];
  const standIns = texts.filter(isStandIn);
  const valued = texts.filter((text) => !isStandIn(text));
  const values = cells.length - nulls;
  const traits = traitsOf(valued);
  const decimals = seeDecimals(valued);
  const typed = countFits(formatsToTry(source, valued, { traits, decimals }), valued, (text) => counts.get(text) ?? 0);
  return {
    source,
    values,
    nulls,
    candidates: [...typed, { type: "text", format: "as-is", fits: values, misfits: 0, misfitExamples: [] }],
    samples: pickSamples(valued.length > 0 ? valued : texts, typed),
    traits,
    decimals,
    standIns: { texts: standIns, count: standIns.reduce((sum, text) => sum + (counts.get(text) ?? 0), 0) },
  };
}

function countDistinct(cells: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return counts;
}

/** Text fits everything. In the order of preference; of decimals the narrowest, which counts for wider ones as well. */
function formatsToTry(
  source: string,
  texts: readonly string[],
  { traits, decimals }: { traits: readonly Trait[]; decimals: DecimalsSeen },
): Format[] {
  const named = numberNames(texts);
  const numbers = traits.includes("lost-digits") ? [...named.number, ...named.number.map(roundedName)] : named.number;
  const integers = [...named.integer, ...(traits.includes("leading-zeros") ? [PADDED] : [])];
  const tried = [
    ...integers.flatMap((name) => findFormat("integer", name) ?? []),
    ...numbers.flatMap((name) => findFormat("number", name) ?? []),
    ...[traits.includes("lost-digits") ? widestDecimal(decimals) : decimalName(decimals)].flatMap(
      (name) => (name && findFormat("decimal", name)) || [],
    ),
    ...BOOLEANS,
    ...DAYS,
    ...TIMES,
    ...TIMESTAMPS,
    ...EPOCHS,
    ...SERIAL_TIMES,
  ];
  return isDateName(source) ? tried : tried.filter(({ needs }) => !needs?.includes("date-name"));
}

function traitsOf(texts: readonly string[]): Trait[] {
  const traits: Trait[] = [];
  if (texts.some((text) => /^[+-]?0[0-9]+$/.test(text))) traits.push("leading-zeros");
  if (texts.some(isLongNumber)) traits.push("long-numbers");
  if (texts.some(losesDigits)) traits.push("lost-digits");
  if (areLikeCodes(texts)) traits.push("like-codes");
  return traits;
}
