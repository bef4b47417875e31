import { DATES, TIMESTAMPS } from "./calendar.ts";
import type { ColumnType } from "./contract.ts";
import {
  type Cell,
  EMPTY,
  type Fitting,
  type Format,
  fitting,
  type Misfit,
  matchWhole,
  misfit,
  SPACED,
} from "./format.ts";
import { DECIMALS, decimalFormat, INTEGERS, NUMBERS } from "./numerals.ts";

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

const spellings = (word: string): string[] => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)];

function boolean(yes: string, no: string): Format {
  const name = `${yes}/${no}`;
  const trues = [...new Set(spellings(yes))];
  const falses = [...new Set(spellings(no))];
  return {
    type: "boolean",
    name,
    example: yes,
    grammar: [...trues, ...falses].join("|"),
    explanations: [EMPTY, SPACED],
    otherwise: `neither ${yes} nor ${no}`,
    read: (text) => fitting(trues.includes(text) ? "true" : "false"),
    sql: {
      type: "BOOLEAN",
      value: (cell) => `${cell} IN (${trues.map((text) => `'${text}'`).join(", ")})`,
      failure: () => `'neither ${yes} nor ${no}'`,
    },
  };
}

const BOOLEANS = [boolean("true", "false"), boolean("t", "f"), boolean("yes", "no"), boolean("1", "0")];

/** Every format a person can choose, the preferred one of a type first. */
export const FORMATS: readonly Format[] = [
  TEXT,
  ...INTEGERS,
  ...NUMBERS,
  ...DECIMALS,
  ...BOOLEANS,
  ...DATES,
  ...TIMESTAMPS,
];

export const formatsOf = (type: ColumnType): Format[] => FORMATS.filter((format) => format.type === type);

/** Undefined when the type has no such format. */
export function findFormat(type: ColumnType, name: string): Format | undefined {
  if (type === "decimal") return decimalFormat(name);
  return FORMATS.find((format) => format.type === type && format.name === name);
}

/** What a cell means under a column's confirmed answer; the same, value for value, as the SQL of strict-sql.ts. */
export function parseCell(raw: string, type: ColumnType, format: string, nullTokens: readonly string[]): Cell {
  if (nullTokens.includes(raw)) return { kind: "null" };
  const found = findFormat(type, format);
  return found ? readText(raw, found) : misfit("the format is not known");
}

/** As parseCell, for a text that is not a null token. */
export function readText(text: string, format: Format): Fitting | Misfit {
  const groups = matchWhole(format.grammar, text);
  if (groups) return format.read(text, groups);
  const known = format.explanations.find(([grammar]) => matchWhole(grammar, text));
  return misfit(known?.[1] ?? format.otherwise);
}
