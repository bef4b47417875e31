export const UNKNOWN = "–";

type Unknown = null | undefined;

const counts = new Intl.NumberFormat("en-US");
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", minimumFractionDigits: 2 });
const days = new Intl.DateTimeFormat("en-CA", { timeZone: "UTC" });
const moments = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"];
const MONEY_UNITS = ["", " k", " M", " bn", " tn"];

/** "1.1 GB": decimal units, three digits that mean something. */
export const formatBytes = (bytes: number | Unknown): string =>
  known(bytes) ? scaled(bytes, BYTE_UNITS, " ") : UNKNOWN;

/** "31,307,000". */
export const formatCount = (count: number | Unknown): string => (known(count) ? counts.format(count) : UNKNOWN);

/** "$1.24 M"; `exact` gives "$1,240,317.55". */
export function formatMoney(amount: number | Unknown, { exact = false } = {}): string {
  if (!known(amount)) return UNKNOWN;
  if (exact) return money.format(amount).replace("-", "−");
  return `${amount < 0 ? "−" : ""}$${scaled(Math.abs(amount), MONEY_UNITS, "")}`;
}

/** A ratio as "17.3 %". */
export const formatPercent = (ratio: number | Unknown, digits = 1): string =>
  known(ratio) ? `${ratio < 0 ? "−" : ""}${fixed(Math.abs(ratio) * 100, digits)} %` : UNKNOWN;

/** A day or an instant as "2019-12-31". */
export const formatDay = (day: string | Date | Unknown): string =>
  day === null || day === undefined ? UNKNOWN : typeof day === "string" ? day.slice(0, 10) : days.format(day);

/** An instant in the reader's own time zone: "2026-11-22, 16:40". */
export const formatMoment = (instant: string | Unknown): string =>
  instant ? moments.format(new Date(instant)) : UNKNOWN;

/** Milliseconds as "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(ms: number | Unknown): string {
  if (!known(ms)) return UNKNOWN;
  if (ms < 10_000) return `${fixed(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), "min", seconds % 60, "s");
  return pair(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
}

/** "1 file", "20 files". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${counts.format(count)} ${count === 1 ? one : many}`;

function scaled(value: number, units: string[], gap: string): string {
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const amount = value / 1000 ** power;
  const digits = power === 0 && gap ? 0 : amount < 10 ? 2 : amount < 100 ? 1 : 0;
  return `${fixed(amount, digits)}${gap}${units[power]}`;
}

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** Made once: a formatter takes far longer to make than a number to format, and lists format thousands. */
const fixedTo = [0, 1, 2].map(
  (digits) =>
    new Intl.NumberFormat("en-US", { minimumFractionDigits: digits === 1 ? 1 : 0, maximumFractionDigits: digits }),
);

const fixed = (value: number, digits: number): string => (fixedTo[digits] ?? counts).format(value);

const known = (value: number | Unknown): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);
