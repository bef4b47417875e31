import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";

export const MAX_COLUMNS = 1_000;
export const MAX_RECORD_BYTES = 2 * 2 ** 20;

export const Encoding = z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252", "latin-1", "shift-jis", "gbk"]);
export type Encoding = z.infer<typeof Encoding>;

/** Parts of a dialect that the bytes can leave open or a person can decide. */
export const DialectPart = z.enum([
  "encoding",
  "delimiter",
  "quote",
  "escape",
  "comment",
  "skipLines",
  "hasHeader",
  "headerLines",
  "footerLines",
  "trailingDelimiter",
]);
export type DialectPart = z.infer<typeof DialectPart>;

/** How the bytes are cut into cells. A recipe's holds for all its files, but what each file shows by itself goes first: see dialectOf. */
export const Dialect = z.object({
  encoding: Encoding,
  delimiter: z.enum([",", ";", "\t", "|"]),
  /** "" when quotation marks mean nothing. */
  quote: z.enum(['"', "'", ""]).default('"'),
  /** What makes a quote inside quotes one of the text: a backslash before it, or anything else when it is doubled. */
  escape: z.enum(['"', "'", "\\", ""]).default('"'),
  newline: z.enum(["lf", "crlf", "cr", "mixed"]).default("lf"),
  /** Lines before the header (or before the first row) that belong to neither. */
  skipLines: z.number().int().min(0).max(100),
  hasHeader: z.boolean(),
  /** Lines that make up a header, if there is one: a column's name is what they have above it. */
  headerLines: z.number().int().min(1).max(5).default(1),
  /** Records at the end that are no data, such as totals. */
  footerLines: z.number().int().min(0).max(100).default(0),
  /** Lines that begin with this are no records; "" for none. */
  comment: z.enum(["", "#", "//", "--", "%", ";"]).default(""),
  /** Every record ends with one delimiter too many. */
  trailingDelimiter: z.boolean().default(false),
  /** What the bytes leave open. */
  doubts: z.array(DialectPart).default([]),
  /** What a person decided: as-written holds for every file, as-found takes what each file shows. */
  decisions: z.partialRecord(DialectPart, z.enum(["as-found", "as-written"])).default({}),
});
export type Dialect = z.infer<typeof Dialect>;

/** What most files are. */
export const PLAIN_DIALECT: Dialect = Dialect.parse({
  encoding: "utf-8",
  delimiter: ",",
  skipLines: 0,
  hasHeader: true,
});

export const ColumnType = z.enum(["text", "integer", "decimal", "number", "boolean", "date", "time", "timestamp"]);
export type ColumnType = z.infer<typeof ColumnType>;

/** Names a format of lib/schema/formats.ts, e.g. "yyyy-mm-dd" for a date or "1,234.5" for a number. */
export const FormatName = z.string().min(1).max(100);
export type FormatName = z.infer<typeof FormatName>;

/** Stands for the format of a column that a person has yet to decide. */
export const UNANSWERED = "unanswered";

export const Role = z.enum(["date", "ticker", "sector", "price", "volume", "none"]);
export type Role = z.infer<typeof Role>;

export const MAX_NAME_LENGTH = 200;
const ColumnName = z.string().trim().min(1).max(MAX_NAME_LENGTH);

/** Values that do not fit their column: their rows are rejected, they become NULL and are counted, or their file is refused (freeze). */
const ColumnMisfits = z.enum(["discard_row", "discard_value", "freeze"]);

/** What becomes of a column that a recipe does not know: it is to be added once a person said how it is read (evolve), its file is refused (freeze), or it is left out (discard_value). */
export const ExtraRule = z.enum(["evolve", "freeze", "discard_value"]);
export type ExtraRule = z.infer<typeof ExtraRule>;

/** One column as confirmed: found in a file by the normalised spelling of `source`, kept under `name`. */
export const RecipeColumn = z.object({
  source: ColumnName,
  name: ColumnName,
  type: ColumnType,
  format: FormatName,
  nullTokens: z.array(z.string().max(40)).max(20).default([""]),
  role: Role.default("none"),
  /** Blanks around a cell are taken away before anything else; a cell they stand in is a misfit otherwise. */
  trim: z.boolean().default(false),
  /** Left out of the Parquet; the raw file keeps it. */
  ignored: z.boolean().default(false),
  /** Other names that it has in some files. */
  aliases: z.array(ColumnName).max(20).optional(),
  /** What becomes of a file without it: it is refused (freeze, or absent), or all its rows get NULL (evolve). */
  missing: z.enum(["freeze", "evolve"]).optional(),
  /** Of a column that is left out: a file that has it is refused. */
  present: z.literal("freeze").optional(),
  /** What becomes of values that do not fit it, whatever the recipe's rule is: see ColumnMisfits. */
  misfits: ColumnMisfits.optional(),
});
export type RecipeColumn = z.infer<typeof RecipeColumn>;

/** A column that no file has: the ticker from the file's name, the sector as one constant or from a second file. */
export const DerivedColumn = z.discriminatedUnion("from", [
  z.object({
    name: ColumnName,
    role: Role,
    from: z.literal("file-name"),
    /** A regular expression over the path; its first group, or the whole match, is the value. */
    pattern: z.string().min(1).max(200),
    upperCase: z.boolean().default(true),
  }),
  z.object({ name: ColumnName, role: Role, from: z.literal("constant"), value: z.string().min(1).max(200) }),
  z.object({
    name: ColumnName,
    role: Role,
    from: z.literal("lookup"),
    /** The path of another file of the dataset, whose rows are keys and values and nothing else. */
    file: z.string().min(1).max(1_000),
    /** The name of the column to find values by: one that is kept, as text, or one from the file's name. */
    key: ColumnName,
    /** The columns of the other file. */
    lookupKey: ColumnName,
    value: ColumnName,
    ignoreCase: z.boolean().default(false),
    /** What becomes of rows whose key the other file does not have: NULL, which is counted, or a reject. */
    unmatched: z.enum(["null", "reject"]).default("null"),
  }),
]);
export type DerivedColumn = z.infer<typeof DerivedColumn>;

/** What becomes of rows that share ticker and day: counted, a reason to refuse, or all but one left out. */
export const DuplicateRule = z.enum(["count", "refuse", "keep-first", "keep-last"]);
export type DuplicateRule = z.infer<typeof DuplicateRule>;

/**
 * What becomes of values that do not fit. keep: their rows are rejected, the others go on. stop: the same, but no version
 * is made while more than `budget` of all rows (0.001 is a thousandth) are rejected. null: the value becomes NULL and is counted.
 */
export const ErrorRule = z.object({
  policy: z.enum(["stop", "keep", "null"]),
  budget: z.number().min(0).max(1).default(0.001),
});
export type ErrorRule = z.infer<typeof ErrorRule>;

/** The confirmed answer for every file of a dataset. */
export const Recipe = z.object({
  dialect: Dialect,
  columns: z.array(RecipeColumn).min(1).max(MAX_COLUMNS),
  derived: z.array(DerivedColumn).max(10).default([]),
  /** Absent: as freeze. */
  drift: z.object({ extra: ExtraRule }).optional(),
  /** Absent: as keep. */
  errors: ErrorRule.optional(),
  /** Absent: as count. */
  duplicates: DuplicateRule.optional(),
});
export type Recipe = z.infer<typeof Recipe>;

/** What a person can decide anew without looking at the columns again. */
export const Rules = Recipe.pick({ errors: true, duplicates: true });
export type Rules = z.infer<typeof Rules>;

/** Where the stored recipe is and how many files it sent to conversion. */
export const Confirmed = z.object({ recipeId: z.uuid(), version: Count, files: Count });
export type Confirmed = z.infer<typeof Confirmed>;
