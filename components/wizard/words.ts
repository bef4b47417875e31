import type { ColumnType, Role, Trait } from "#lib/schema/contract.ts";

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

/** Why digits are kept as text. */
export const TRAIT_WORDS: Record<Trait, string> = {
  "leading-zeros": "leading zeros: an identifier, not a number",
  "long-numbers": "more digits than a number keeps: an identifier",
};

export const choices = <Name extends string>(words: Record<Name, string>): { value: string; label: string }[] =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }));
