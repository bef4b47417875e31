import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { Dialect, MAX_COLUMNS, RecipeColumn } from "../contract.ts";

/** misfits: those in which most of the columns given do not fit come first. */
export const RowChoice = z.enum(["first", "random", "misfits"]);
export type RowChoice = z.infer<typeof RowChoice>;

/** What to show of one file's sample, cut under a dialect; of the first file when none is named. */
export const PreviewRequest = z.object({
  fileId: z.uuid().optional(),
  dialect: Dialect,
  rows: RowChoice.default("first"),
  /** Another number, other random rows. */
  seed: z.number().int().min(0).max(1_000_000).default(0),
  /** How cells are read, which tells misfits. */
  columns: z
    .array(RecipeColumn.pick({ source: true, type: true, format: true, nullTokens: true, trim: true, ignored: true }))
    .max(MAX_COLUMNS)
    .default([]),
});
export type PreviewRequest = z.infer<typeof PreviewRequest>;

export const PreviewRow = z.object({
  /** Counted from 1 below the header; null in the middle or at the end of a file that is only sampled. */
  number: Count.nullable(),
  cells: z.array(z.string()),
});
export type PreviewRow = z.infer<typeof PreviewRow>;

/** A file's sample under one dialect. */
export const Preview = z.object({
  file: z.object({ id: z.uuid(), path: z.string() }),
  /** What the file shows by itself; null when that cannot be read. */
  found: Dialect.nullable(),
  /** What it was cut under: as asked, but for what the file proves by itself. */
  dialect: Dialect,
  /** Why the file cannot be cut so; then there is nothing below. */
  problem: z.string().nullable(),
  /** What the columns would be by themselves. */
  columns: z.array(RecipeColumn).max(MAX_COLUMNS),
  rows: z.array(PreviewRow),
  sampledRows: Count,
  warnings: z.array(z.string()),
});
export type Preview = z.infer<typeof Preview>;

/** How all files of a dataset are to be cut, or one alone that could not be read. */
export const CutRequest = z.object({ fileId: z.uuid().optional(), dialect: Dialect });
export type CutRequest = z.infer<typeof CutRequest>;

/** Files that are looked at again. */
export const CutFiles = z.object({ files: Count });
export type CutFiles = z.infer<typeof CutFiles>;
