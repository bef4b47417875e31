import { isDay, isLeapYear } from "#lib/schema/days.ts";

/** As of a spelling: which byte leads from which state to which, and in which states a text may end. */
export interface Steps {
  steps: readonly Record<string, number>[];
  ends: readonly number[];
}

const DIGITS = "0123456789";
const TOKENS = /yyyy|mm|dd|./g;

/** Whether a mask of dates is made of yyyy, mm and dd alone, once each; a day can then be spelled by an automaton. */
export const isNumericMask = (mask: string): boolean =>
  ["yyyy", "mm", "dd"].every((field) => mask.split(field).length === 2) && /^[-/. ]*$/.test(mask.replace(/[ymd]/g, ""));

/** The automaton of the days from 0001-01-01 to 9999-12-31 in a numeric mask: exactly those that the calendar has. */
export function daySteps(mask: string): Steps {
  const tokens = mask.match(TOKENS) ?? [];
  // As the grammar of the format has it: elsewhere a day or a month may have one digit.
  const isFixed = mask === "yyyy-mm-dd" || tokens.length === 3;
  const characters = new Set([...DIGITS, ...mask.replace(/[ymd]/g, "")]);
  const kinds = new Map([[kindOf("", tokens, isFixed), 0]]);
  const beginnings = [""];
  const steps: Record<string, number>[] = [];
  for (const beginning of beginnings) {
    const step: Record<string, number> = {};
    for (const character of characters) {
      const longer = beginning + character;
      const kind = kindOf(longer, tokens, isFixed);
      if (kind === undefined) continue;
      const known = kinds.get(kind);
      step[character] = known ?? kinds.size;
      if (known !== undefined) continue;
      kinds.set(kind, kinds.size);
      beginnings.push(longer);
    }
    steps.push(step);
  }
  return { steps, ends: beginnings.flatMap((text, at) => (isWhole(text, tokens, isFixed) ? [at] : [])) };
}

/** What a beginning says of year, month and day; a closed field gets no more digits. */
interface Beginning {
  fields: Partial<Record<string, { digits: string; closed: boolean }>>;
  /** Tokens that are done. */
  done: number;
}

function read(text: string, tokens: readonly string[], isFixed: boolean): Beginning | undefined {
  const fields: Beginning["fields"] = {};
  let at = 0;
  let done = 0;
  for (const token of tokens) {
    if (at === text.length) break;
    if (token.length === 1) {
      if (text[at] !== token) return undefined;
      at++;
      done++;
      continue;
    }
    const digits = /^[0-9]*/.exec(text.slice(at, at + token.length))?.[0] ?? "";
    at += digits.length;
    const isFull = digits.length === token.length;
    const mayBeShort = !isFixed && token !== "yyyy" && digits.length > 0;
    if (!isFull && (at < text.length ? !mayBeShort : digits === "")) return undefined;
    const closed = isFull || at < text.length;
    fields[token[0] ?? ""] = { digits, closed };
    if (closed) done++;
  }
  return at === text.length ? { fields, done } : undefined;
}

const numberOf = (field: { digits: string; closed: boolean } | undefined): number | undefined =>
  field?.closed ? Number(field.digits) : undefined;

function isWhole(text: string, tokens: readonly string[], isFixed: boolean): boolean {
  const { y, m, d } = read(text, tokens, isFixed)?.fields ?? {};
  if (!y?.closed || (isFixed && !d?.closed)) return false;
  return isDay({ year: Number(y.digits), month: Number(m?.digits), day: Number(d?.digits) });
}

/** The same for beginnings that may go on in the same ways; undefined for what no day begins with. */
function kindOf(text: string, tokens: readonly string[], isFixed: boolean): string | undefined {
  const beginning = read(text, tokens, isFixed);
  if (!beginning) return undefined;
  const { fields, done } = beginning;
  const [year, month, day] = [numberOf(fields.y), numberOf(fields.m), numberOf(fields.d)];
  // In a leap year, a month and a day that are open can still become any.
  const latest = { year: year ?? 2000, month: month ?? 1, day: day ?? 1 };
  if (!isDay(latest)) return undefined;
  const mayBeLeapDay = (month ?? 2) === 2 && (day ?? 29) === 29;
  const open = [fields.m, fields.d].map((field) => (field && !field.closed ? field.digits : ""));
  return [
    done,
    ...open,
    month !== undefined && day === undefined ? daysIn(year, month) : "",
    day !== undefined && month === undefined ? Math.max(day, 28) : "",
    year === undefined && mayBeLeapDay && month !== undefined && day !== undefined,
    year === undefined ? openYear(fields.y?.digits, mayBeLeapDay) : month === undefined && isLeapYear(year),
  ].join(" ");
}

const daysIn = (year: number | undefined, month: number): number =>
  [31, 30, 29, 28].find((day) => isDay({ year: year ?? 2000, month, day })) ?? 0;

/** What matters of the digits of a year that is not whole: whether it may become the year 0, and whether a leap year where that is asked. */
const openYear = (digits: string | undefined, mayBeLeapDay: boolean): string =>
  digits ? `${digits.length} ${Number(digits) === 0} ${mayBeLeapDay ? yearsInFour(digits) : ""}` : "";

/** What the first digits of a year tell of its being a leap year. */
function yearsInFour(year: string): string {
  const century = Number(year.slice(0, 2)) % (year.length < 2 ? 2 : 4);
  const decade = year.slice(2);
  return `${century === 0} ${decade && `${decade === "0"} ${Number(decade) % 2}`}`;
}
