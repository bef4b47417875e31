import { trimmed } from "./clocks.ts";
import { EMPTY, type Format, fitting, misfit, SPACED } from "./format.ts";
import { type SerialCount, serialDay, serialDaySql, serialFailureSql } from "./serial-dates.ts";

const MS_A_DAY = 86_400_000;
/** A spreadsheet's fraction of a day has no more decimals, and they are good to the millisecond it is rounded to. */
const DECIMALS = 16;
const UNIT = 10n ** BigInt(DECIMALS);
const NEXT_DAY = "rounds to midnight of the next day";

function serialTime(count: SerialCount): Format {
  const serial = (cell: string) => `TRY_CAST(split_part(${cell}, '.', 1) AS INTEGER)`;
  const ms = (cell: string) =>
    `((CAST(rpad(split_part(${cell}, '.', 2), ${DECIMALS}, '0') AS HUGEINT) * ${MS_A_DAY} + ${UNIT / 2n}) // ${UNIT})`;
  return {
    type: "timestamp",
    name: `excel ${count} with time`,
    example: count === "1900" ? "43861.75" : "42399.75",
    grammar: `(0|[1-9][0-9]{0,6})(?:\\.([0-9]{1,${DECIMALS}}))?`,
    explanations: [EMPTY, SPACED, [`[0-9]+\\.[0-9]{${DECIMALS + 1},}`, `more than ${DECIMALS} decimals`]],
    otherwise: "not a day and time as a spreadsheet counts them",
    read(_, [whole = "", fraction = ""]) {
      const day = serialDay(Number(whole), count);
      if (typeof day === "string") return misfit(day);
      const time = Number((BigInt(fraction.padEnd(DECIMALS, "0")) * BigInt(MS_A_DAY) + UNIT / 2n) / UNIT);
      if (time >= MS_A_DAY) return misfit(NEXT_DAY);
      const clock = new Date(time).toISOString();
      return fitting(`${day.iso} ${clock.slice(11, 19)}${trimmed(clock.slice(19, 23))}`);
    },
    sql: {
      type: "TIMESTAMP",
      value: (cell) =>
        `CASE WHEN ${ms(cell)} < ${MS_A_DAY} THEN ${serialDaySql(serial(cell), count)} + to_milliseconds(${ms(cell)}) END`,
      failure: (cell) =>
        `CASE WHEN ${serialDaySql(serial(cell), count)} IS NULL THEN ${serialFailureSql(serial(cell), count)} ELSE '${NEXT_DAY}' END`,
    },
    needs: ["date-name", "an-answer"],
  };
}

export const SERIAL_TIMES: readonly Format[] = [serialTime("1900"), serialTime("1904")];
