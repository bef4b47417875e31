import { z } from "zod";
import { ColumnType, Dialect, FormatName, RecipeColumn } from "./contract.ts";
import { Example } from "./inspection.ts";

/** What a question is about. */
export const QuestionKind = z.enum([
  "date-order",
  "century",
  "number-format",
  "percent",
  "leading-zeros",
  "lost-digits",
  "null-token",
  "epoch",
  "serial-date",
  "time-zone",
  "encoding",
  "header",
  "footer",
  "ticker-missing",
  "sector-missing",
]);
export type QuestionKind = z.infer<typeof QuestionKind>;

/** One answer to a question, with what it makes of the doubtful values. */
export const Reading = z.object({
  type: ColumnType,
  format: FormatName,
  /** Comes with the type and format, where what means "no value" is the question. */
  nullTokens: RecipeColumn.shape.nullTokens.unwrap().optional(),
  /** Come with the answer where it is about the whole file: how to cut it, and the columns it has then. */
  dialect: Dialect.optional(),
  columns: z.array(RecipeColumn).optional(),
  /** What to call the answer where type and format do not tell it from the others. */
  label: z.string().optional(),
  examples: z.array(Example),
});
export type Reading = z.infer<typeof Reading>;

/** Something only a person can decide, with its readings side by side. */
export const Question = z.object({
  /** Names the column, or "" when the question is about the whole dataset (no ticker, no sector, no date). */
  column: z.string(),
  kind: QuestionKind,
  text: z.string(),
  readings: z.array(Reading),
});
export type Question = z.infer<typeof Question>;
