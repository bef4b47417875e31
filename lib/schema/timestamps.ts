import { literal } from "#lib/platform/engine/sql.ts";
import { CLOCKS, type Clock, clockExplanations } from "./clocks.ts";
import { findDate } from "./dates.ts";
import type { Day } from "./days.ts";
import {
  EMPTY,
  type Explanation,
  type Fitting,
  type Format,
  fitting,
  type Misfit,
  misfit,
  type Need,
  SPACED,
} from "./format.ts";
import { clockMs, inYearsSql, OUTSIDE_YEARS, shownInstant } from "./moments.ts";
import {
  instantFailureSql,
  instantOf,
  instantSql,
  isZone,
  OFFSET,
  offsetMinutes,
  offsetSql,
  ZONED_YEARS,
  type Zone,
} from "./zones.ts";

/** Where a timestamp's clock stands: nowhere in particular, where each text says, or in one zone unless a text says otherwise. */
type Place = "nowhere" | "stated" | { zone: Zone };

const IN_A_ZONE: readonly Need[] = ["no-other", "an-answer"];
const UNKNOWN_RULES = `outside the years ${ZONED_YEARS.first} to ${ZONED_YEARS.last}, for which the rules of its zone are known`;

function timestamp(date: Format, clock: Clock, place: Place): Format {
  const name = `${date.name} ${clock.name}${suffixOf(place)}`;
  const written = { date, clock, place };
  return {
    type: "timestamp",
    name,
    example: `${date.example} ${clock.example}${place === "stated" ? "+01:00" : ""}`,
    grammar: `${date.grammar}[ T]${clock.grammar}${place === "nowhere" ? "" : place === "stated" ? OFFSET : `${OFFSET}?`}`,
    explanations: explanationsOf(written),
    otherwise: `not a time written as ${name}`,
    read: (_, groups) => readMoment(written, groups),
    sql: {
      type: place === "nowhere" ? "TIMESTAMP" : "TIMESTAMP WITH TIME ZONE",
      value: (cell) => valueSql(written, cell),
      failure: (cell) => failureSql(written, cell),
      ...(name === "yyyy-mm-dd hh:mm:ss" ? { fast: fastMoment } : {}),
    },
    marks: `${date.marks ?? ""}:`,
    needs: [...(date.needs ?? []), ...(typeof place === "object" ? IN_A_ZONE : [])],
  };
}

interface Written {
  date: Format;
  clock: Clock;
  place: Place;
}

function suffixOf(place: Place): string {
  if (place === "nowhere") return "";
  return place === "stated" ? " zone" : ` in ${place.zone}`;
}

function explanationsOf({ date, clock, place }: Written): readonly Explanation[] {
  const day = uncaptured(date.grammar);
  const whole = `${day}[ T]${uncaptured(clock.grammar)}`;
  const zone: readonly Explanation[] =
    place === "nowhere"
      ? [[`${whole}(?:${OFFSET}| ?[+-][0-9:]+| ?[A-Z]{2,5})`, "has a time zone"]]
      : [
          [whole, "has no time zone"],
          [
            `${whole} ?(?:[A-Z]{2,5}|[A-Za-z]+/[A-Za-z_]+)`,
            "names its time zone: only distances such as +01:00 are sure",
          ],
        ];
  return [EMPTY, SPACED, [day, "has no time of day"], ...zone, ...clockExplanations(clock.name, `${day}[ T]`)];
}

function readMoment({ date, clock, place }: Written, groups: readonly string[]): Fitting | Misfit {
  const captures = capturesOf(date.grammar);
  const day = date.read("", groups.slice(0, captures));
  if (day.kind === "misfit") return day;
  const time = clock.read(groups.slice(captures));
  const offset = groups[captures + capturesOf(clock.grammar)] ?? "";
  if (place === "nowhere") return fitting(`${day.display} ${time}`);
  const shown = clockMs(dayOfText(day.display), time);
  const instant =
    offset === "" && place !== "stated" ? zonedInstant(shown, place.zone) : shown - offsetMinutes(offset) * 60_000;
  if (typeof instant === "string") return misfit(instant);
  const display = shownInstant(instant, time.slice(8));
  return display === undefined ? misfit(OUTSIDE_YEARS) : fitting(display);
}

function zonedInstant(shown: number, zone: Zone): number | string {
  const year = new Date(shown).getUTCFullYear();
  return year >= ZONED_YEARS.first && year <= ZONED_YEARS.last ? instantOf(shown, zone) : UNKNOWN_RULES;
}

function dayOfText(iso: string): Day {
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  return { year, month, day };
}

function valueSql(written: Written, cell: string): string {
  const shown = shownSql(written, cell);
  const { place } = written;
  if (place === "nowhere") return shown;
  const offset = part(written, cell, 3);
  const stated = inYearsSql(`TRY_CAST(CAST(${shown} AS VARCHAR) || ${offsetSql(offset)} AS TIMESTAMPTZ)`);
  if (place === "stated") return stated;
  const zoned = `CASE WHEN ${isZonedYear(shown)} THEN ${instantSql(shown, place.zone)} END`;
  return `CASE WHEN ${offset} = '' THEN ${zoned} ELSE ${stated} END`;
}

function failureSql(written: Written, cell: string): string {
  const { date, place } = written;
  const noDay = date.sql.failure(part(written, cell, 1));
  if (place === "nowhere") return noDay;
  const shown = shownSql(written, cell);
  const zoned =
    place === "stated"
      ? ""
      : `WHEN ${part(written, cell, 3)} = '' THEN CASE WHEN ${isZonedYear(shown)} THEN ${instantFailureSql(shown, place.zone)} ELSE ${literal(UNKNOWN_RULES)} END`;
  return `CASE WHEN ${shown} IS NULL THEN ${noDay} ${zoned} ELSE '${OUTSIDE_YEARS}' END`;
}

const isZonedYear = (shown: string): string => `year(${shown}) BETWEEN ${ZONED_YEARS.first} AND ${ZONED_YEARS.last}`;

/** A TIMESTAMP as the clock showed it. */
const shownSql = (written: Written, cell: string): string =>
  `(${written.date.sql.value(part(written, cell, 1))} + ${written.clock.sql(part(written, cell, 2))})`;

/** The text of the day (1), of the time (2) or of the zone (3). */
function part({ date, clock }: Written, cell: string, index: number): string {
  const pattern = `^(${uncaptured(date.grammar)})[ T](${uncaptured(clock.grammar)})(${uncaptured(OFFSET)})?$`;
  return `regexp_extract(${cell}, ${literal(pattern)}, ${index})`;
}

const uncaptured = (grammar: string): string => grammar.replace(/\((?!\?)/g, "(?:");
const capturesOf = (grammar: string): number => grammar.match(/\((?!\?)/g)?.length ?? 0;

function fastMoment(cell: string): { test: string; value: string } {
  const value = `TRY_CAST(${cell} AS TIMESTAMP)`;
  const range = `${value} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'`;
  return { test: `CAST(${value} AS VARCHAR) = ${cell} AND ${range}`, value };
}

const DAYS = [
  ...["yyyy-mm-dd", "yyyy/mm/dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "dd-mm-yyyy", "mm-dd-yyyy"],
  ...["d mmm yyyy", "mmm d, yyyy", "dd/mm/yy", "mm/dd/yy"],
];

/** Every day with every clock; the zone of the ISO spelling may be stated. */
export const TIMESTAMPS: readonly Format[] = [
  ...DAYS.flatMap((day) => CLOCKS.flatMap(({ name }) => findTimestamp(`${day} ${name}`) ?? [])),
  ...["yyyy-mm-dd hh:mm:ss zone", "yyyy-mm-dd hh:mm zone", "yyyy-mm-dd hh:mm:ss in UTC"].flatMap(
    (name) => findTimestamp(name) ?? [],
  ),
];

/** Any date, any clock, then nothing, " zone" or " in Europe/Berlin". */
export function findTimestamp(name: string): Format | undefined {
  const [, main = "", zone] = /^(.*?)(?: (zone|in [A-Za-z_/]+))?$/.exec(name) ?? [];
  const clock = CLOCKS.find((known) => main.endsWith(` ${known.name}`));
  const date = clock && findDate(main.slice(0, -clock.name.length - 1));
  if (!date || date.needs?.includes("a-person") || date.needs?.includes("an-answer")) return undefined;
  if (zone === undefined) return timestamp(date, clock, "nowhere");
  if (zone === "zone") return timestamp(date, clock, "stated");
  const place = zone.slice(3);
  return isZone(place) ? timestamp(date, clock, { zone: place }) : undefined;
}
