import { EMPTY, type Format, fitting, misfit, SPACED } from "./format.ts";
import { inYearsSql, OUTSIDE_YEARS, shownInstant } from "./moments.ts";

/** Counts since 1970 in UTC, told apart by their size: each unit begins where the one before has reached the year 5138. */
const UNITS = [
  { name: "s", perSecond: 1n, example: "1580484600" },
  { name: "ms", perSecond: 1_000n, example: "1580484600000" },
  { name: "us", perSecond: 1_000_000n, example: "1580484600000000" },
] as const;
type Unit = (typeof UNITS)[number];

const SPAN = 100_000_000_000n;

/** The smallest and the first too large count of a unit, leaving the sign out; seconds begin with 0. */
const boundsOf = ({ perSecond }: Unit): { from: bigint; to: bigint } => ({
  from: perSecond === 1n ? 0n : (SPAN * perSecond) / 1_000n,
  to: SPAN * perSecond,
});

const WRONG_UNIT = "counts another unit: it is too small or too large";

function epoch(name: string, example: string, units: readonly Unit[]): Format {
  return {
    type: "timestamp",
    name: `epoch ${name}`,
    example,
    grammar: "-?(?:0|[1-9][0-9]*)",
    explanations: [
      EMPTY,
      SPACED,
      ["-?[0-9]*\\.[0-9]+", "has a fraction"],
      ["-?[0-9.]+[eE][+-]?[0-9]+", "has an exponent"],
    ],
    otherwise: "not a whole number of units since 1970",
    read(text) {
      const count = BigInt(text);
      const size = count < 0n ? -count : count;
      const unit = units.find((one) => size >= boundsOf(one).from && size < boundsOf(one).to);
      if (!unit) return misfit(WRONG_UNIT);
      const micros = count * (1_000_000n / unit.perSecond);
      const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
      const fraction = rest === 0n ? "" : `.${String(rest).padStart(6, "0").replace(/0+$/, "")}`;
      const display = shownInstant(Number((micros - rest) / 1_000n), fraction);
      return display === undefined ? misfit(OUTSIDE_YEARS) : fitting(display);
    },
    sql: {
      type: "TIMESTAMP WITH TIME ZONE",
      value: (cell) => `CASE ${units.map((unit) => branch(unit, cell)).join(" ")} END`,
      failure: (cell) =>
        `CASE WHEN ${units.map((unit) => isIn(unit, cell)).join(" OR ")} THEN '${OUTSIDE_YEARS}' ELSE '${WRONG_UNIT}' END`,
    },
    needs: ["date-name", "an-answer"],
  };
}

const countSql = (cell: string): string => `TRY_CAST(${cell} AS BIGINT)`;

function isIn(unit: Unit, cell: string): string {
  const { from, to } = boundsOf(unit);
  const ranges = [`BETWEEN ${from} AND ${to - 1n}`, `BETWEEN ${1n - to} AND ${-from}`];
  return `coalesce(${ranges.map((range) => `${countSql(cell)} ${range}`).join(" OR ")}, false)`;
}

const branch = (unit: Unit, cell: string): string =>
  `WHEN ${isIn(unit, cell)} THEN ${inYearsSql(`make_timestamptz(${countSql(cell)} * ${1_000_000n / unit.perSecond})`)}`;

const [SECONDS, MILLISECONDS] = UNITS;

export const EPOCHS: readonly Format[] = [
  ...UNITS.map((unit) => epoch(unit.name, unit.example, [unit])),
  epoch("s or ms", SECONDS.example, [SECONDS, MILLISECONDS]),
];
