import { z } from "zod";
import { Count, JobView } from "#lib/platform/wire.ts";

export const MAX_FILES_PER_REQUEST = 100;
export const MAX_SIGNATURES_PER_REQUEST = 100;
/** A longer one is refused alone, not with its whole request. */
export const MAX_PATH_BYTES = 2_000;
/** What S3 has long promised for one object; the part plan holds for it. */
export const MAX_FILE_BYTES = 5 * 2 ** 40;

export const NewDataset = z.object({ name: z.string().trim().min(1, "give it a name").max(200) });
export type NewDataset = z.infer<typeof NewDataset>;

/** A file the client wants to send; the path is shown to people and never used as a path. */
export const NewFile = z.object({
  path: z.string(),
  bytes: Count,
  lastModified: z.iso.datetime().nullable().default(null),
});
export type NewFile = z.infer<typeof NewFile>;

export const NewFiles = z.object({ files: z.array(NewFile).min(1).max(MAX_FILES_PER_REQUEST) });
export type NewFiles = z.infer<typeof NewFiles>;

/** Where a file goes: how many parts of how many bytes; the last part holds the rest. */
export const UploadTicket = z.object({
  fileId: z.uuid(),
  path: z.string(),
  bytes: Count,
  partBytes: z.number().int().positive(),
  partCount: z.number().int().positive(),
});
export type UploadTicket = z.infer<typeof UploadTicket>;

/** A file that is not taken, and why; the others of the request go on. */
export const RefusedFile = z.object({ path: z.string(), message: z.string() });
export type RefusedFile = z.infer<typeof RefusedFile>;

/** Tickets and refusals carry the path exactly as it was sent. */
export const UploadTickets = z.object({ tickets: z.array(UploadTicket), refused: z.array(RefusedFile) });
export type UploadTickets = z.infer<typeof UploadTickets>;

export const PartRef = z.object({ fileId: z.uuid(), number: z.number().int().min(1).max(10_000) });
export type PartRef = z.infer<typeof PartRef>;
export const SignedPart = PartRef.extend({ url: z.url(), bytes: Count });
export type SignedPart = z.infer<typeof SignedPart>;

export const SignatureRequest = z.object({ parts: z.array(PartRef).min(1).max(MAX_SIGNATURES_PER_REQUEST) });
export type SignatureRequest = z.infer<typeof SignatureRequest>;
export const Signatures = z.object({ parts: z.array(SignedPart) });
export type Signatures = z.infer<typeof Signatures>;

/** What the client saw the store answer for each part, in order. */
export const Completion = z.object({ etags: z.array(z.string().min(1)).min(1).max(10_000) });
export type Completion = z.infer<typeof Completion>;

export const FileState = z.enum([
  "uploading",
  "uploaded",
  "inspected",
  "confirmed",
  "converted",
  "failed",
  "cancelled",
]);
export type FileState = z.infer<typeof FileState>;

export const FileView = z.object({
  id: z.uuid(),
  path: z.string(),
  bytes: Count,
  state: FileState,
  failure: z.string().nullable(),
  sha256: z.string().nullable(),
  rows: z.object({ read: Count, good: Count, rejected: Count }).nullable(),
  parquetBytes: Count.nullable(),
});
export type FileView = z.infer<typeof FileView>;

export const VersionView = z.object({
  id: z.uuid(),
  number: z.number().int(),
  rows: Count,
  files: Count,
  /** Parquet files the version consists of. */
  shards: Count,
  rawBytes: Count,
  parquetBytes: Count,
  /** First and last day of the date role; null without one. */
  period: z.object({ from: z.string(), to: z.string() }).nullable(),
  tickers: Count.nullable(),
  sectors: Count.nullable(),
  createdAt: z.iso.datetime(),
});
export type VersionView = z.infer<typeof VersionView>;

/** What stands between the dataset and its next step. */
export const DatasetStage = z.enum(["uploading", "inspecting", "confirm", "converting", "ready", "failed", "empty"]);
export type DatasetStage = z.infer<typeof DatasetStage>;

export const DatasetView = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  stage: DatasetStage,
  files: z.object({
    count: Count,
    bytes: Count,
    byState: z.partialRecord(FileState, Count),
    rows: z.object({ read: Count, good: Count, rejected: Count }),
  }),
  version: VersionView.nullable(),
  /** Jobs of this dataset that are queued, running or failed. */
  jobs: z.array(JobView),
  runs: z.array(
    z.object({
      id: z.number().int(),
      strategy: z.string(),
      preset: z.string(),
      createdAt: z.iso.datetime(),
      state: z.string(),
    }),
  ),
});
export type DatasetView = z.infer<typeof DatasetView>;

export const DatasetList = z.object({ datasets: z.array(DatasetView) });
export type DatasetList = z.infer<typeof DatasetList>;
export const FileList = z.object({ files: z.array(FileView) });
export type FileList = z.infer<typeof FileList>;
export const Created = z.object({ id: z.uuid() });
export type Created = z.infer<typeof Created>;
