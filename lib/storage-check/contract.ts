import { z } from "zod";

/** What is looked at, in the order in which it is shown. */
export const CheckId = z.enum([
  "reach",
  "clock",
  "credentials",
  "bucket",
  "objects",
  "conditions",
  "multipart",
  "cors",
  "lifecycle",
  "abandoned",
]);
export type CheckId = z.infer<typeof CheckId>;

/** `unknown`: could not be looked at, because something before it is in the way. */
export const CheckLevel = z.enum(["good", "warning", "bad", "unknown"]);
export type CheckLevel = z.infer<typeof CheckLevel>;

/** A whole settings document and the command that puts it in force; other settings of its kind are kept in it. */
export const Fix = z.object({ fileName: z.string(), json: z.string(), command: z.string() });
export type Fix = z.infer<typeof Fix>;

/** What was found, and how to mend it where it is not good. */
export const Finding = z.object({
  level: CheckLevel,
  sentence: z.string(),
  mend: z.string().nullable().default(null),
  fix: Fix.nullable().default(null),
});
export type Finding = z.infer<typeof Finding>;

export const StorageCheck = Finding.extend({ id: CheckId, title: z.string() });
export type StorageCheck = z.infer<typeof StorageCheck>;

export const StorageReport = z.object({
  bucket: z.string(),
  /** Null: Amazon's own. */
  endpoint: z.string().nullable(),
  region: z.string(),
  /** Where the pages are that send files to the bucket. */
  origin: z.string(),
  checkedAt: z.iso.datetime(),
  tookMs: z.number().nonnegative(),
  /** The worst of all checks. */
  level: z.enum(["good", "warning", "bad"]),
  checks: z.array(StorageCheck),
});
export type StorageReport = z.infer<typeof StorageReport>;
