import { normalName } from "../header.ts";
import type { Candidate, InspectedColumn, Inspection } from "../inspection.ts";
import { pickSamples, readAs } from "../readings.ts";
import type { ColumnProfile, FileProfile } from "./contract.ts";

const EXAMPLES = 3;

/** An inspection in which what was counted over the whole file stands in the place of what its sample showed. */
export function withWhole(inspection: Inspection, profile: FileProfile | undefined): Inspection {
  if (!profile) return inspection;
  const found = new Map(profile.columns.map((column) => [normalName(column.source), column]));
  const columns = inspection.columns.map((column) => {
    const whole = found.get(normalName(column.source));
    return whole ? wholeColumn(column, whole) : column;
  });
  return { ...inspection, columns };
}

function wholeColumn(column: InspectedColumn, whole: ColumnProfile): InspectedColumn {
  const misfits = whole.worst.map(({ value }) => value);
  const candidates = wholeCandidates(column.candidates, whole, misfits);
  return {
    ...column,
    values: whole.values,
    nulls: whole.nulls,
    candidates,
    samples: pickSamples([...new Set([...whole.cut, ...misfits, ...column.samples])], candidates),
    traits: [...new Set([...(column.traits ?? []), ...whole.traits])],
    standIns: whole.standIns,
    isWhole: true,
  };
}

/** In the order of the sample's, which is the order of preference; what nobody tried on the sample comes behind. */
function wholeCandidates(
  sampled: readonly Candidate[],
  { formats }: ColumnProfile,
  misfits: readonly string[],
): Candidate[] {
  const same = (one: Pick<Candidate, "type" | "format">) => (other: Pick<Candidate, "type" | "format">) =>
    one.type === other.type && one.format === other.format;
  const tried = sampled.map((candidate) => {
    const whole = formats.find(same(candidate));
    return whole ? counted(whole, [...misfits, ...candidate.misfitExamples]) : candidate;
  });
  const others = formats.filter((whole) => whole.fits > 0 && !sampled.some(same(whole)));
  return [...tried, ...others.map((whole) => counted(whole, misfits))];
}

function counted(
  { type, format, fits, misfits }: ColumnProfile["formats"][number],
  examples: readonly string[],
): Candidate {
  const unread = misfits > 0 ? examples.filter((text) => readAs(text, { type, format }) === undefined) : [];
  return { type, format, fits, misfits, misfitExamples: [...new Set(unread)].slice(0, EXAMPLES) };
}
