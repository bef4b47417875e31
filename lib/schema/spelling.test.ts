import fc from "fast-check";
import { expect, test } from "vitest";
import { dayNumber, dayOf, isoDay } from "./days.ts";
import type { Format } from "./format.ts";
import { FORMATS, findFormat, readText } from "./formats.ts";
import { spelled } from "./spelling-under-test.ts";

const MORE = [
  ["integer", "(1.234)"],
  ["integer", "1 234-"],
  ["number", "($1,234.5)"],
  ["number", "EUR 1 234,5"],
  ["number", "kr 1'234.5-"],
  ["number", "(1,5%) as 0.015"],
  ["decimal", "12,2 1.234,5"],
  ["decimal", "18,4 (€1 234,5)"],
  ["boolean", "J|ja/N|nein"],
  ["date", "dd/mm/yy to 2029"],
  ["timestamp", "dd.mm.yyyy hh:mm:ss am zone"],
] as const;
const ALL = [...FORMATS, ...MORE.flatMap(([type, name]) => findFormat(type, name) ?? [])];

const pad = (value: number, length = 2) => String(value).padStart(length, "0");
const range = (min: number, max: number) => fc.integer({ min, max });

/** A day in the years that the format can write. */
function days(name: string) {
  const isShort = /(?:^|[^y])yy(?:[^y]|$)/.test(name);
  const [from, to] = name.includes("to 2029")
    ? [1930, 2029]
    : isShort
      ? [1969, 2029]
      : name.startsWith("excel 1904")
        ? [1904, 9999]
        : name.startsWith("excel")
          ? [1901, 9999]
          : [1500, 9999];
  const first = dayNumber({ year: from, month: 1, day: 1 });
  const last = dayNumber({ year: to, month: 12, day: 31 });
  return range(first, last).map((number) => {
    const day = dayOf(number);
    return isoDay(/^(?:yyyy-mm|mm\/yyyy|mmm yyyy)$/.test(name) ? { ...day, day: 1 } : day);
  });
}

const clock = (name: string) =>
  fc.tuple(range(0, 23), range(0, 59), range(0, 59), range(0, 999_999)).map(([hour, minute, second, micros]) => {
    const seconds = name.includes(":ss") ? pad(second) : "00";
    const fraction = /ss(?: zone| in UTC)?$/.test(name) && micros % 2 ? `.${pad(micros, 6)}`.replace(/0+$/, "") : "";
    return `${pad(hour)}:${pad(minute)}:${seconds}${fraction}`;
  });

const digits = (max: number) =>
  range(0, max)
    .map((length) => length)
    .chain((length) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)));

const amount = (scale: number | undefined) =>
  fc
    .tuple(
      fc.boolean(),
      range(0, 99_999_999),
      scale === undefined ? digits(6) : fc.stringMatching(new RegExp(`^[0-9]{${scale}}$`)),
    )
    .map(([isNegative, whole, decimals]) => {
      const fraction = scale === undefined ? decimals.replace(/0+$/, "") : decimals;
      const size = fraction ? `${whole}.${fraction}` : String(whole);
      return isNegative && /[1-9]/.test(size) ? `-${size}` : size;
    });

/** Values of the format's type as people see them. */
function values({ type, name, sql }: Format): fc.Arbitrary<string> {
  if (type === "integer") return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
  // Six decimals and eight digits before the point, so that percents of them are still shown without an exponent.
  if (type === "number")
    return amount(undefined).filter((text) => Math.abs(Number(text)) >= 0.001 || Number(text) === 0);
  if (type === "decimal") return amount(Number(/,([0-9]+)/.exec(sql.type)?.[1]));
  if (type === "boolean") return fc.constantFrom("true", "false");
  if (type === "date") return days(name);
  if (type === "time") return clock(name);
  if (type === "text") return fc.string();
  if (name.startsWith("epoch"))
    return range(190_000_000, 4_000_000_000).map(
      (s) => `${new Date(s * 1_000).toISOString().slice(0, 19).replace("T", " ")}Z`,
    );
  const zone = sql.type.endsWith("ZONE") ? "Z" : "";
  const time = name.endsWith("with time") ? clock("hh:mm:ss am") : clock(name);
  return fc.tuple(days(name), time).map(([day, at]) => `${day} ${at}${zone}`);
}

test.each(ALL)("what is written as $type $name is read as the value it was, and written the same again", (format) => {
  fc.assert(
    fc.property(values(format), (value) => {
      const text = spelled(value, format);
      const cell = readText(text, format);
      expect(cell).toEqual({ kind: "value", display: value });
      expect(spelled(cell.kind === "value" ? cell.display : "", format)).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test.each(ALL)("any text is read as a value that $type $name writes and reads back, or rejected", (format) => {
  const inGrammar = fc.stringMatching(new RegExp(`^(?:${format.grammar})$`), { maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(inGrammar, fc.string()), (text) => {
      const cell = readText(text, format);
      // What is too large or too small to be shown in digits alone has no plain spelling.
      if (cell.kind === "misfit" || /e/.test(cell.display)) return;
      expect(readText(spelled(cell.display, format), format)).toEqual(cell);
    }),
    { numRuns: 200 },
  );
});
