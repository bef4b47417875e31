import { BOOLEANS, findBoolean } from "./booleans.ts";
import type { ColumnType } from "./contract.ts";
import { DATES, findDate } from "./dates.ts";
import { DECIMALS, decimalFormat } from "./decimals.ts";
import { EPOCHS } from "./epochs.ts";
import {
  type Cell,
  type Fitting,
  type Format,
  fitting,
  type Misfit,
  matchWhole,
  misfit,
  trimmedCell,
} from "./format.ts";
import { findInteger, findNumber, INTEGERS, NUMBERS } from "./numerals.ts";
import { SERIAL_TIMES } from "./serial-times.ts";
import { TIMES } from "./times.ts";
import { findTimestamp, TIMESTAMPS } from "./timestamps.ts";

const TEXT: Format = {
  type: "text",
  name: "as-is",
  example: "any text",
  grammar: ".*",
  explanations: [],
  otherwise: "not a text",
  read: (text) => fitting(text),
  sql: { type: "VARCHAR", value: (cell) => cell, failure: () => "'not a text'" },
};

/** What people are offered, the preferred one of a type first; findFormat knows more. */
export const FORMATS: readonly Format[] = [
  TEXT,
  ...INTEGERS,
  ...NUMBERS,
  ...DECIMALS,
  ...BOOLEANS,
  ...DATES,
  ...TIMES,
  ...TIMESTAMPS,
  ...EPOCHS,
  ...SERIAL_TIMES,
];

export const formatsOf = (type: ColumnType): Format[] => FORMATS.filter((format) => format.type === type);

const OTHERS: Partial<Record<ColumnType, (name: string) => Format | undefined>> = {
  integer: findInteger,
  number: findNumber,
  decimal: decimalFormat,
  boolean: findBoolean,
  date: findDate,
  timestamp: findTimestamp,
};

const found = new Map<string, Format>();

/** Undefined when the type has no such format. */
export function findFormat(type: ColumnType, name: string): Format | undefined {
  const key = `${type} ${name}`;
  const known = found.get(key) ?? FORMATS.find((format) => format.type === type && format.name === name);
  const format = known ?? OTHERS[type]?.(name);
  if (format) found.set(key, format);
  return format;
}

/** What a cell means under a column's confirmed answer; the same, value for value, as the SQL of strict-sql.ts. */
export function parseCell(
  raw: string,
  type: ColumnType,
  format: string,
  nullTokens: readonly string[],
  trim = false,
): Cell {
  const text = trim ? trimmedCell(raw) : raw;
  if (nullTokens.includes(text)) return { kind: "null" };
  const known = findFormat(type, format);
  return known ? readText(text, known) : misfit("the format is not known");
}

/** Whether readText gives a value, without a reason when it does not. */
export function fitsText(text: string, format: Format): boolean {
  const groups = matchWhole(format.grammar, text);
  return groups !== undefined && format.read(text, groups).kind === "value";
}

/** Whether a text is of another kind: readText would give the same reason for others that are alike, if the format has such. */
export const isOutside = (text: string, { grammar }: Format): boolean => matchWhole(grammar, text) === undefined;

/** As parseCell, for a text that is not a null token. */
export function readText(text: string, format: Format): Fitting | Misfit {
  const groups = matchWhole(format.grammar, text);
  if (groups) return format.read(text, groups);
  const known = format.explanations.find(([grammar]) => matchWhole(grammar, text));
  return misfit(known?.[1] ?? format.otherwise);
}
