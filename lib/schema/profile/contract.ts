import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { ColumnType, FormatName } from "../contract.ts";
import { Trait } from "../inspection.ts";

/** How many values of whole files a format fits; `changes`: those that a plain reader would take for something else, null where nobody counted. */
export const ProfiledFormat = z.object({
  type: ColumnType,
  format: FormatName,
  fits: Count,
  misfits: Count,
  changes: Count.nullable(),
});
export type ProfiledFormat = z.infer<typeof ProfiledFormat>;

/** A value that does not fit, and the row (from 1, without the header) where it first stands. */
export const WorstValue = z.object({ value: z.string(), row: Count, reason: z.string(), file: z.string().default("") });
export type WorstValue = z.infer<typeof WorstValue>;

/** How many of the picked values lie from one number (days since 1970 for a date, seconds for an instant) up to another. */
export const Bin = z.object({ from: z.number(), to: z.number(), count: z.number().nonnegative() });
export type Bin = z.infer<typeof Bin>;

const Spread = z.object({
  /** As people see them; null without values that fit. */
  min: z.string().nullable(),
  max: z.string().nullable(),
  /** About how many different values there are; when `isMore`, at least so many. */
  distinct: z.object({ count: Count, isMore: z.boolean() }),
  /** Of the picked values: for what is on a scale its bins, otherwise the most common texts. */
  bins: z.array(Bin),
  top: z.array(z.object({ value: z.string(), count: Count })),
  /** From how many values, picked at random, bins and top are. */
  picked: Count,
});

/** One column over a whole file, or merged over several. */
export const ColumnProfile = z.object({
  source: z.string(),
  values: Count,
  nulls: Count,
  standIns: z.object({ texts: z.array(z.string()), count: Count }),
  traits: z.array(Trait),
  /** One of those with lost digits, if there are any. */
  cut: z.array(z.string()).default([]),
  /** What the values were read as for everything below; also the first of the formats. */
  read: z.object({ type: ColumnType, format: FormatName }),
  formats: z.array(ProfiledFormat),
  /** Up to five that do not fit `read`, those that stand first. */
  worst: z.array(WorstValue),
  ...Spread.shape,
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** What the whole of one file says. */
export const FileProfile = z.object({
  rows: Count,
  /** Rows that cannot be cut into their cells: they are rejected whatever the types are. */
  setAside: Count,
  columns: z.array(ColumnProfile),
});
export type FileProfile = z.infer<typeof FileProfile>;

/** Which formats to count for a column of every file: the likeliest first. */
export const PlannedColumn = z.object({
  source: z.string(),
  formats: z.array(z.object({ type: ColumnType, format: FormatName })).min(1),
});
export type PlannedColumn = z.infer<typeof PlannedColumn>;

/** A column's profile over all files that were read whole. */
export const ColumnProof = ColumnProfile.extend({
  /** How many files that have the column were read, and whether that is all of them. */
  files: Count,
  isWhole: z.boolean(),
  setAside: Count,
});
export type ColumnProof = z.infer<typeof ColumnProof>;

/** How far the reading of a dataset's whole files is. */
export const ProfileStatus = z.object({
  files: z.object({ all: Count, read: Count, open: Count, cancelled: Count, failed: Count }),
  bytes: z.object({ done: Count, total: Count }),
  /** Why a file could not be read, where one could not. */
  failure: z.string().nullable(),
});
export type ProfileStatus = z.infer<typeof ProfileStatus>;

/** Starts the reading; `again` also for files of which it was cancelled or failed; `aside`: files that a draft only looks values up in. */
export const ProfileRequest = z.object({
  again: z.boolean().default(false),
  aside: z.array(z.string().max(1_000)).max(10).optional(),
});
export type ProfileRequest = z.infer<typeof ProfileRequest>;

export const ColumnProofs = z.array(ColumnProof);
