import type { ColumnType, DerivedColumn, Role } from "#lib/schema/contract.ts";
import type { Trait } from "#lib/schema/inspection.ts";

export const TYPE_WORDS: Record<ColumnType, string> = {
  text: "Text",
  integer: "Whole number",
  decimal: "Exact decimal",
  number: "Number",
  boolean: "Yes or no",
  date: "Date",
  time: "Time of day",
  timestamp: "Date and time",
};

export const ROLE_WORDS: Record<Role, string> = {
  none: "No role",
  date: "Date",
  ticker: "Ticker",
  sector: "Sector",
  price: "Price",
  volume: "Volume",
};

/** Where the values of a column that is added come from. */
export function originOf(column: DerivedColumn): string {
  if (column.from === "constant") return `“${column.value}” in every row`;
  if (column.from === "file-name") return "from each file's name";
  return `“${column.value}” of ${column.file}, by ${column.key}`;
}

/** Why digits are kept as text. */
export const TRAIT_WORDS: Record<Trait, string> = {
  "leading-zeros": "leading zeros: an identifier, not a number",
  "long-numbers": "19 digits or more: an identifier",
  "lost-digits": "more digits than a number keeps",
  "like-codes": "written as codes or telephone numbers are: an identifier",
  "two-styles": "the files write numbers in different ways: 1.234 would mean two things",
  "two-orders": "the files write days in different orders: 01/02 would mean two days",
};

export const choices = <Name extends string>(words: Record<Name, string>): { value: string; label: string }[] =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }));
