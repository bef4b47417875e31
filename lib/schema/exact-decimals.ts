import { formatCount } from "#lib/platform/format.ts";
import type { DecimalsSeen } from "./decimals-seen.ts";
import type { Candidate, InspectedColumn } from "./inspection.ts";

/** An INT64 holds as many digits. */
const PRECISION = 18;
const MAX_DECIMALS = 6;
const WIDEST = 38;
/** Fewer values, or fewer different ones, prove nothing. */
const MIN_VALUES = 1_000;
const MIN_TEXTS = 100;

const NAME = new RegExp(`^${PRECISION},([1-${MAX_DECIMALS}])$`);

type Choice = Pick<Candidate, "type" | "format">;

/** Names the decimal in which numbers like these are exact; undefined when none is proposed that has so many decimals. */
export const decimalName = ({ most }: DecimalsSeen): string | undefined =>
  most > MAX_DECIMALS ? undefined : `${PRECISION},${Math.max(1, most)}`;

/** Names the decimal that keeps as many decimals as were seen and has most room before the point; undefined when none has. */
export const widestDecimal = ({ most }: DecimalsSeen): string | undefined =>
  most < WIDEST ? `${WIDEST},${most}` : undefined;

/** The decimals of a format that is proposed for exact numbers. */
const scaleOf = ({ type, format }: Choice): number | undefined => {
  const [, scale] = (type === "decimal" && NAME.exec(format)) || [];
  return scale === undefined ? undefined : Number(scale);
};

/** The decimal that a column of plain numbers is, if the values prove it: at least as many as fit a number have few decimals, and the same number of them. */
export function exactDecimal({ candidates, decimals }: Pick<InspectedColumn, "candidates" | "decimals">) {
  if (!decimals || decimals.most === 0 || !decimals.isFixed || decimals.texts < MIN_TEXTS) return undefined;
  const number = candidates.find(({ type, format }) => type === "number" && format === "1.5");
  const exact = candidates.find((candidate) => scaleOf(candidate) === decimals.most);
  return exact && number && exact.fits >= Math.max(MIN_VALUES, number.fits) ? exact : undefined;
}

/** Of the decimals that a file was tried for, one with as many or fewer: what fits it fits the other as well. */
export function narrowerDecimal(candidates: readonly Candidate[], wanted: Choice): Candidate | undefined {
  const most = scaleOf(wanted);
  return most === undefined ? undefined : candidates.find((one) => (scaleOf(one) ?? MAX_DECIMALS + 1) <= most);
}

/** Why a column is proposed as a decimal; undefined where it is read as something else. */
export function whyDecimal(found: InspectedColumn, chosen: Choice): string | undefined {
  const exact = exactDecimal(found);
  if (!exact || exact.format !== chosen.format || chosen.type !== "decimal") return undefined;
  const scale = scaleOf(exact);
  const numbers = `${formatCount(exact.fits)} ${found.isWhole ? "" : "sampled "}numbers`;
  return `every one of ${numbers} has at most ${scale} ${scale === 1 ? "decimal" : "decimals"}: kept exactly, and smaller`;
}
