import type { ColumnType } from "./contract.ts";

/** What a text means under one format: nothing, a value as it will be shown, or why it does not fit. */
export type Cell = { kind: "null" } | Fitting | Misfit;
export type Fitting = { kind: "value"; display: string };
export type Misfit = { kind: "misfit"; reason: string };

export const fitting = (display: string): Fitting => ({ kind: "value", display });
export const misfit = (reason: string): Misfit => ({ kind: "misfit", reason });

/** A pattern for whole texts and what to say about a text it matches. */
export type Explanation = readonly [grammar: string, reason: string];

/**
 * One way to write a type. The grammar decides which texts are accepted, `read` gives their value; the SQL beside it
 * must do the same in DuckDB. Grammars are written in the common part of JavaScript's and RE2's regular expressions.
 */
export interface Format {
  type: ColumnType;
  /** As stored in a recipe, unique within the type. */
  name: string;
  /** A text in this format, for people. */
  example: string;
  grammar: string;
  /** Why a text outside the grammar is outside it: the first pattern that matches speaks. */
  explanations: readonly Explanation[];
  otherwise: string;
  /** Which digits a text outside the grammar has does not matter for why it is outside, as `digitShape` has it. */
  digitsAlike?: true;
  /** The value of a text that matches the grammar; `groups` are the grammar's captures. */
  read(text: string, groups: readonly string[]): Fitting | Misfit;
  sql: FormatSql;
  /** Characters that every text in this format has; an "a" stands for any letter. */
  marks?: string;
  /** The name of a format of the same type all of whose texts are in this one, too. */
  covers?: string;
  /** What must speak for the format before it is proposed, beside values that fit; nothing by default. */
  needs?: readonly Need[];
}

/**
 * date-name: the column is named as dates are, for the digits could be a number; no-other: no plainer format fits as
 * much; an-answer: it is proposed as one reading of a question; a-person: never, as it adds to what is written.
 */
export type Need = "date-name" | "no-other" | "an-answer" | "a-person";

export interface FormatSql {
  type: string;
  /** The typed value of a cell that matches the grammar, NULL when `read` would call it a misfit. */
  value(cell: string): string;
  /** Why a cell that matches the grammar has no value. */
  failure(cell: string): string;
  /** A cheaper road for the usual spelling: `test` is true only for cells that fit, and then `value` is their value. */
  fast?(cell: string): { test: string; value: string };
}

const compiled = new Map<string, RegExp>();

/** The captures of a whole-text match; missing groups are empty. Undefined when the text does not match. */
export function matchWhole(grammar: string, text: string): string[] | undefined {
  let pattern = compiled.get(grammar);
  if (!pattern) {
    pattern = new RegExp(`^(?:${grammar})$`, "su");
    compiled.set(grammar, pattern);
  }
  return pattern
    .exec(text)
    ?.slice(1)
    .map((group) => group ?? "");
}

export const EMPTY: Explanation = ["", "empty"];

// The last character is a no-break space.
const BLANKS = " \t\n\r\f\v\u00a0";
export const SPACED: Explanation = [`[${BLANKS}].*|.*[${BLANKS}]`, "a space at the start or end"];

const OUTER_BLANKS = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");

/** A cell of a column that is to be trimmed. */
export const trimmedCell = (raw: string): string => raw.replace(OUTER_BLANKS, "");

/** trimmedCell in DuckDB, for an expression that may be NULL. */
export const trimmedSql = (raw: string): string => `trim(${raw}, '${BLANKS}')`;
