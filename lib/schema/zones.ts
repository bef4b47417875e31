/** Zones a clock time can be said to be in: those whose exchanges and people send most files. */
export const ZONES = [
  ...["UTC", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Toronto", "America/Sao_Paulo"],
  ...["Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Zurich", "Europe/Madrid", "Europe/Stockholm"],
  ...["Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Hong_Kong", "Asia/Shanghai"],
  ...["Asia/Tokyo", "Asia/Seoul", "Australia/Sydney", "Pacific/Auckland"],
] as const;
export type Zone = (typeof ZONES)[number];

export const isZone = (name: string): name is Zone => ZONES.some((zone) => zone === name);

/** Clocks were set by the sun before; the rules of years to come are guesses. */
export const ZONED_YEARS = { first: 1970, last: 2037 };

/** No zone is further from UTC, and no clock is put forward or back by more than this. */
const MAX_STEP_MINUTES = [60, 30];

const clocks = new Map<Zone, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetMs(zone: Zone, instantMs: number): number {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en", {
      timeZone: zone,
      hourCycle: "h23",
      ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
    });
    clocks.set(zone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instantMs;
}

export const SKIPPED = "never shown by the clocks of its zone: they were put forward";
export const REPEATED = "shown twice by the clocks of its zone: they were put back";

/** The instant at which the clocks of a zone show whole seconds, given as if they were UTC; a text says why there is not one. */
export function instantOf(clockMs: number, zone: Zone): number | string {
  const around = [clockMs - 86_400_000, clockMs + 86_400_000].map((ms) => offsetMs(zone, ms));
  const instants = new Set(
    around.map((offset) => clockMs - offset).filter((ms) => ms + offsetMs(zone, ms) === clockMs),
  );
  const [instant] = instants;
  if (instant === undefined) return SKIPPED;
  return instants.size > 1 ? REPEATED : instant;
}

/** TIMESTAMPTZ of a TIMESTAMP in a zone, NULL where instantOf gives a text. */
export function instantSql(clock: string, zone: Zone): string {
  const instant = `timezone('${zone}', ${clock})`;
  const shows = (at: string) => `timezone('${zone}', ${at}) = ${clock}`;
  const steps = MAX_STEP_MINUTES.flatMap((minutes) => [minutes, -minutes]);
  const repeats = steps.map((minutes) => shows(`${instant} + INTERVAL '${minutes} minutes'`));
  return `CASE WHEN ${shows(instant)} AND NOT (${repeats.join(" OR ")}) THEN ${instant} END`;
}

export const instantFailureSql = (clock: string, zone: Zone): string =>
  `CASE WHEN timezone('${zone}', timezone('${zone}', ${clock})) = ${clock} THEN '${REPEATED}' ELSE '${SKIPPED}' END`;

/** What ends a timestamp that states its own distance from UTC. */
export const OFFSET = "( ?(?:[Zz]|UTC|GMT)| ?[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)";

/** Minutes ahead of UTC. */
export function offsetMinutes(offset: string): number {
  const [, sign = "+", hours = "0", minutes = "0"] = /([+-])([0-9]{2}):?([0-9]{2})?$/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** An offset as DuckDB reads it behind a timestamp. */
export const offsetSql = (offset: string): string =>
  `CASE WHEN regexp_matches(${offset}, '[+-]') THEN translate(${offset}, ' :', '') ELSE '+00' END`;
