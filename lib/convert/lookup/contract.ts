import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { DerivedColumn, Dialect, RecipeColumn } from "#lib/schema/contract.ts";

const [FromName, , FromLookup] = DerivedColumn.options;

/** A file that values may be looked up in. */
export const CandidateFile = z.object({ path: z.string(), columns: z.array(z.string()) });
export type CandidateFile = z.infer<typeof CandidateFile>;

/** The files of a dataset that can be read, at most two hundred: one for each set of columns first, those that few others have before the rest. */
export const Candidates = z.object({ files: z.array(CandidateFile), all: Count });
export type Candidates = z.infer<typeof Candidates>;

/** By which column of the data values are to be found. */
export const KeyColumn = z.discriminatedUnion("from", [
  RecipeColumn.pick({ source: true, aliases: true, nullTokens: true, trim: true }).extend({ from: z.literal("rows") }),
  FromName.pick({ from: true, pattern: true, upperCase: true }),
]);
export type KeyColumn = z.infer<typeof KeyColumn>;

/** A lookup to be tried before anything is confirmed; `aside`: other files that are no data. */
export const MatchRequest = z.object({
  dialect: Dialect,
  key: KeyColumn,
  lookup: FromLookup.pick({ file: true, lookupKey: true, value: true, ignoreCase: true }),
  aside: z.array(z.string().max(1_000)).max(10).default([]),
});
export type MatchRequest = z.infer<typeof MatchRequest>;

/** A key of the data that the lookup file does not have, and where it stands first; the row is null where only a sample of the file's middle was read, and for a key that is from the file's name. */
export const UnmatchedKey = z.object({ key: z.string(), file: z.string(), row: Count.nullable() });
export type UnmatchedKey = z.infer<typeof UnmatchedKey>;

/** How many different keys of the data a lookup file has. */
export const Match = z.object({
  /** What is true of: every row of every file, sampled rows of some files, or the names of all files. */
  of: z.enum(["whole-files", "samples", "file-names"]),
  /** That were looked at, and that there are; `rows`: of which the keys are. */
  files: z.object({ seen: Count, all: Count }),
  rows: Count,
  /** Rows that have no key at all. */
  keyless: Count,
  keys: Count,
  found: Count,
  /** The first ten. */
  unmatched: z.array(UnmatchedKey),
  /** How many more keys would be found if letter case made no difference, and if blanks around them were taken away. */
  more: z.object({ ignoreCase: Count, trim: Count }),
  /** Of the lookup file: its different keys, those without a value, and rows that say again what one before them says. */
  lookup: z.object({ keys: Count, empty: Count, repeated: Count }),
});
export type Match = z.infer<typeof Match>;

/** The match, or why there can be none, as a sentence. */
export const MatchAnswer = z.object({ problem: z.string().nullable(), match: Match.nullable() });
export type MatchAnswer = z.infer<typeof MatchAnswer>;
