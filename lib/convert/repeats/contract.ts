import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { Recipe, RecipeColumn } from "#lib/schema/contract.ts";

/** A column by which values are looked up in another file. */
export const RowKey = RecipeColumn.pick({ source: true, aliases: true, nullTokens: true, trim: true });
export type RowKey = z.infer<typeof RowKey>;

/** The columns that are ticker and date, in the rows or from the files' names, if both are there; the keys of lookups; `aside`: files that are no data. */
export const RepeatsRequest = Recipe.pick({ dialect: true, derived: true }).extend({
  columns: z.array(RecipeColumn).max(2),
  keys: z.array(RowKey).max(10).default([]),
  aside: z.array(z.string().max(1_000)).max(10).default([]),
});
export type RepeatsRequest = z.infer<typeof RepeatsRequest>;

/** Asks for the count; `again` also where it was cancelled or failed. */
export const RepeatsStart = RepeatsRequest.extend({ again: z.boolean().default(false) });
export type RepeatsStart = z.infer<typeof RepeatsStart>;

/** A ticker and day that several rows share, and where the first of them stand; rows are counted from 1 below the header. */
export const Repeat = z.object({
  ticker: z.string(),
  date: z.string(),
  rows: Count,
  places: z.array(z.object({ file: z.string(), row: Count.nullable() })),
});
export type Repeat = z.infer<typeof Repeat>;

/** Rows that share ticker and date with one before them, within a file or across files. */
export const Repeats = z.object({
  files: z.object({ counted: Count, all: Count }),
  /** Why the others could not be counted; the first few. */
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
  /** That have both a ticker and a date. */
  rows: Count,
  repeated: Count,
  examples: z.array(Repeat),
});
export type Repeats = z.infer<typeof Repeats>;

/** The different keys of one column, where each stands first, and in how many rows there is none. */
const WholeKeys = z.object({
  key: RowKey,
  rows: Count,
  keyless: Count,
  keys: z.array(z.tuple([z.string(), z.int().nonnegative(), Count])),
});

/** What is kept of a count: the place of a key's file is that in `paths`; of a column with very many keys nothing. */
export const StoredRepeats = Repeats.extend({ paths: z.array(z.string()), keys: z.array(WholeKeys) });
export type StoredRepeats = z.infer<typeof StoredRepeats>;

/** How far the counting over whole files is, and what it found. */
export const RepeatsStatus = z.object({
  state: z.enum(["none", "open", "done", "cancelled", "failed"]),
  jobId: z.string().nullable(),
  phase: z.string().nullable(),
  bytes: z.object({ done: Count, total: Count }),
  failure: z.string().nullable(),
  found: Repeats.nullable(),
  /** Of samples of some files, which answer first. */
  sample: Repeats.nullable(),
});
export type RepeatsStatus = z.infer<typeof RepeatsStatus>;
