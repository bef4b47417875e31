import { z } from "zod";
import { RefusedFile } from "#lib/upload/contract.ts";

/** Objects that are in a bucket: one by its key, or a folder of them, page by page. */
export const ObjectsPage = z.object({
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "is not the name of a bucket: 3 to 63 lower-case letters, digits, - and .",
    ),
  /** A key, or a folder with or without its last slash; empty for the whole bucket. */
  prefix: z.string().max(1_024).default(""),
  /** The key behind which to go on: the answer's `next`. */
  after: z.string().min(1).max(1_024).optional(),
});
export type ObjectsPage = z.infer<typeof ObjectsPage>;

/** What lies in one page of objects, without taking them. */
export const ObjectsSeen = z.object({
  tables: z.number(),
  /** Null: that was all. */
  next: z.string().nullable(),
});
export type ObjectsSeen = z.infer<typeof ObjectsSeen>;

/** Objects that are to become files of a dataset where they lie. */
export const ObjectsOrder = ObjectsPage.extend({
  /** Takes the place of files whose bytes differ. */
  replace: z.boolean().default(false),
});
export type ObjectsOrder = z.infer<typeof ObjectsOrder>;

/** What became of one page of objects, by their keys below the prefix; what does not look like a table is passed over. */
export const ObjectsTaken = z.object({
  registered: z.array(z.object({ path: z.string(), bytes: z.number() })),
  /** Unchanged since they were registered, or the same bytes as the file `where`. */
  known: z.array(z.object({ path: z.string(), bytes: z.number(), where: z.string() })),
  refused: z.array(RefusedFile.extend({ bytes: z.number() })),
  /** Null: that was all. */
  next: z.string().nullable(),
});
export type ObjectsTaken = z.infer<typeof ObjectsTaken>;
