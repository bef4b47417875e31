import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { ColumnType, Dialect, FormatName, MAX_COLUMNS, Recipe, RecipeColumn } from "./contract.ts";
import { InspectedColumn } from "./inspection.ts";
import { Question } from "./question.ts";

const Way = z.object({ type: ColumnType, format: FormatName });

/** Files whose headers have the same columns, and how they differ from the group with the most files. */
export const FileGroup = z.object({
  files: Count,
  /** The first three by path. */
  examples: z.array(z.string()),
  missing: z.array(z.string()),
  extra: z.array(z.string()),
  /** A missing and an extra column that look like one: by their names, or by their place and type. */
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Columns whose values here are of another type or format, and do not all fit the usual one: in how many files, and how many values. */
  retyped: z.array(z.object({ source: z.string(), usual: Way, here: Way, files: Count, misfits: Count })),
  isReordered: z.boolean(),
});
export type FileGroup = z.infer<typeof FileGroup>;

/** Everything the wizard needs: the merged finding of all inspected files. */
export const InspectionView = z.object({
  files: z.object({ inspected: Count, waiting: Count, failed: Count }),
  /** The proposal; without columns until a first file has been inspected. */
  recipe: Recipe.extend({ columns: z.array(RecipeColumn).max(MAX_COLUMNS) }),
  columns: z.array(InspectedColumn.extend({ presentIn: Count })),
  questions: z.array(Question),
  /** The group with the most files first; at most twenty. */
  groups: z.array(FileGroup).optional(),
  /** The different ways in which the files were cut when they were read. */
  cuts: z.array(z.object({ dialect: Dialect, isAscii: z.boolean() })).optional(),
  warnings: z.array(z.string()),
  /** Paths to preview a file-name pattern with, at most 20. */
  paths: z.array(z.string()),
  /** The recipe confirmed last, if any. */
  confirmed: z.object({ version: Count, recipe: Recipe }).nullable(),
  /** A saved recipe for files with these columns, completed by what was found in them; none once one is confirmed. */
  saved: z.object({ name: z.string(), version: Count, recipe: Recipe }).nullable().default(null),
});
export type InspectionView = z.infer<typeof InspectionView>;
