import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { ColumnType, Dialect, DialectPart, FormatName, Role } from "./contract.ts";
import { DecimalsSeen } from "./decimals-seen.ts";

/** How many of the sampled values that are not null a type and format fits. */
export const Candidate = z.object({
  type: ColumnType,
  format: FormatName,
  fits: Count,
  misfits: Count,
  /** Up to three values that do not fit. */
  misfitExamples: z.array(z.string()),
});
export type Candidate = z.infer<typeof Candidate>;

/** sure: fits everything sampled and nothing else does as well; likely: rules had to choose; ambiguous: a person must. */
export const Confidence = z.enum(["sure", "likely", "ambiguous"]);
export type Confidence = z.infer<typeof Confidence>;

/** What makes digits an identifier rather than a number: 007, more than 18 of them or than a DOUBLE keeps, 12E45 or +441632960000; or why files cannot be read alike, as numbers or as days. */
export const Trait = z.enum(["leading-zeros", "long-numbers", "lost-digits", "like-codes", "two-styles", "two-orders"]);
export type Trait = z.infer<typeof Trait>;

/** What was found in one column of one file (or, merged, of all files). */
export const InspectedColumn = z.object({
  source: z.string(),
  values: Count,
  nulls: Count,
  samples: z.array(z.string()),
  candidates: z.array(Candidate),
  /** The format of an ambiguous column is UNANSWERED until a person decides. */
  proposed: z.object({ type: ColumnType, format: FormatName, role: Role }),
  confidence: Confidence,
  traits: z.array(Trait).optional(),
  /** Texts such as NA that stand for no value; candidates other than text count them neither as fits nor as misfits. */
  standIns: z.object({ texts: z.array(z.string()), count: Count }).optional(),
  /** Absent where it was looked at before decimals were. */
  decimals: DecimalsSeen.optional(),
  /** The counts are of every row of every file, not of samples. */
  isWhole: z.boolean().optional(),
});
export type InspectedColumn = z.infer<typeof InspectedColumn>;

/** A text of a file beside what is made of it. */
export const Example = z.object({ raw: z.string(), parsed: z.string() });
export type Example = z.infer<typeof Example>;

/** What one reading of a doubtful part makes of the file. */
const Doubtful = z.object({ part: DialectPart, examples: z.array(Example) });

/** The result of sampling one file. */
export const Inspection = z.object({
  dialect: Dialect,
  columns: z.array(InspectedColumn),
  sampledBytes: Count,
  sampledRows: Count,
  warnings: z.array(z.string()),
  /** The same file cut otherwise, where the dialect is in doubt: one for each way beside the one above. */
  alternatives: z
    .array(z.object({ dialect: Dialect, columns: z.array(InspectedColumn), ...Doubtful.shape }))
    .default([]),
  /** What the dialect above makes of each doubtful part. */
  doubtful: z.array(Doubtful).default([]),
  /** Nothing but ASCII was sampled, which every encoding writes alike. */
  isAscii: z.boolean().default(false),
});
export type Inspection = z.infer<typeof Inspection>;
