import { z } from "zod";
import { Count, JobView } from "#lib/platform/wire.ts";

export const MAX_FILES_PER_REQUEST = 100;
export const MAX_SIGNATURES_PER_REQUEST = 100;
/** A longer one is refused alone, not with its whole request. */
export const MAX_PATH_BYTES = 2_000;
/** 10,000 parts of 5 GiB, as Amazon S3 takes them: 48.8 TiB. Other stores may take less. */
export const MAX_FILE_BYTES = 10_000 * 5 * 2 ** 30;
/** How long an upload that stands still can be gone on with, counted from when it was last heard of. */
export const PAUSED_UPLOAD_DAYS = 7;
export const MAX_UNFINISHED_SHOWN = 100;

/** A CRC-32 as S3 writes it: four bytes, the highest first, in base64. */
const Crc32 = z.string().regex(/^[A-Za-z0-9+/]{6}==$/, "must be a CRC-32 in base64");

export const NewDataset = z.object({ name: z.string().trim().min(1, "give it a name").max(200) });
export type NewDataset = z.infer<typeof NewDataset>;

/** A file the client wants to send; the path is shown to people and never used as a path. */
export const NewFile = z.object({
  path: z.string(),
  bytes: Count,
  lastModified: z.iso.datetime().nullable().default(null),
  /** The CRC-32s of the first and the last MiB, eight hex digits each; null when they were not taken. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{8}$/)
    .nullable()
    .default(null),
  /** Send it even though a file that looks the same is here. */
  again: z.boolean().default(false),
  /** It takes the place of a file of this name whose bytes differ, once it has arrived. */
  replace: z.boolean().default(false),
});
export type NewFile = z.infer<typeof NewFile>;

export const NewFiles = z.object({ files: z.array(NewFile).min(1).max(MAX_FILES_PER_REQUEST) });
export type NewFiles = z.infer<typeof NewFiles>;

/** A part that the store holds; without a checksum when the store keeps none. */
export const ArrivedPart = z.object({
  number: z.number().int().positive(),
  etag: z.string().min(1),
  crc32: Crc32.nullable(),
});
export type ArrivedPart = z.infer<typeof ArrivedPart>;

/** Where a file goes: how many parts of how many bytes; the last part holds the rest. */
export const UploadTicket = z.object({
  fileId: z.uuid(),
  path: z.string(),
  bytes: Count,
  partBytes: z.number().int().positive(),
  partCount: z.number().int().positive(),
  /** Parts of an earlier try at the same file; none for a new upload. */
  arrived: z.array(ArrivedPart),
  /** Whether every part has to be signed with its checksum, which the store then compares. */
  enforcesChecksums: z.boolean(),
  /** An earlier try at this path was of another file, so that nothing of it could be used. */
  restarted: z.boolean(),
});
export type UploadTicket = z.infer<typeof UploadTicket>;

/** A file that is not taken, and why; the others of the request go on. One that `differs` from what is here can replace it. */
export const RefusedFile = z.object({ path: z.string(), message: z.string(), differs: z.boolean().default(false) });
export type RefusedFile = z.infer<typeof RefusedFile>;

/** A file of the same size and fingerprint that has arrived in the dataset as `where`; nothing is registered. */
export const KnownFile = z.object({ path: z.string(), fileId: z.uuid(), crc32: Crc32.nullable(), where: z.string() });
export type KnownFile = z.infer<typeof KnownFile>;

/** Each file asked for is in one of the lists, with its path exactly as it was sent. */
export const UploadTickets = z.object({
  tickets: z.array(UploadTicket),
  known: z.array(KnownFile),
  refused: z.array(RefusedFile),
});
export type UploadTickets = z.infer<typeof UploadTickets>;

export const PartRef = z.object({
  fileId: z.uuid(),
  number: z.number().int().min(1).max(10_000),
  /** Of the part's bytes; needed where the ticket says that checksums are enforced. */
  crc32: Crc32.nullable().default(null),
});
export type PartRef = z.infer<typeof PartRef>;
/** The URL takes these bytes under these headers and nothing else. */
export const SignedPart = PartRef.extend({ url: z.url(), bytes: Count, headers: z.record(z.string(), z.string()) });
export type SignedPart = z.infer<typeof SignedPart>;

export const SignatureRequest = z.object({ parts: z.array(PartRef).min(1).max(MAX_SIGNATURES_PER_REQUEST) });
export type SignatureRequest = z.infer<typeof SignatureRequest>;
export const Signatures = z.object({ parts: z.array(SignedPart) });
export type Signatures = z.infer<typeof Signatures>;

export const CompletedPart = ArrivedPart.omit({ number: true });
export type CompletedPart = z.infer<typeof CompletedPart>;
/** What the client sent and saw the store answer for each part, in order. */
export const Completion = z.object({ parts: z.array(CompletedPart).min(1).max(10_000) });
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

/** Rows read are good or rejected; of the good ones some were corrected by hand. `nulled` counts values that did not fit and became NULL. */
export const RowCounts = z.object({ read: Count, good: Count, corrected: Count, rejected: Count, nulled: Count });
export type RowCounts = z.infer<typeof RowCounts>;

/** How a converted file differs from its recipe: columns it lacks, whose values are NULL, and columns of its own that were left out. */
export const FileDrift = z.object({ missing: z.array(z.string()), extra: z.array(z.string()) });
export type FileDrift = z.infer<typeof FileDrift>;

export const FileView = z.object({
  id: z.uuid(),
  path: z.string(),
  bytes: Count,
  state: FileState,
  failure: z.string().nullable(),
  sha256: z.string().nullable(),
  /** Of the whole object, as the store confirmed it; base64. */
  crc32: z.string().nullable(),
  rows: RowCounts.nullable(),
  parquetBytes: Count.nullable(),
  /** Null as long as it is not converted, and where it does not differ. */
  drift: FileDrift.nullable().default(null),
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
  /** Rows that share ticker and day with the row before, and good rows left out for that. */
  duplicates: z
    .object({ rows: Count, examples: z.array(z.object({ ticker: z.string(), date: z.string() })) })
    .default({ rows: 0, examples: [] }),
  rowsDropped: z.object({ duplicates: Count }).default({ duplicates: 0 }),
  createdAt: z.iso.datetime(),
});
export type VersionView = z.infer<typeof VersionView>;

/** What stands between the dataset and its next step. stopped: more rows are rejected than the recipe puts up with. */
export const DatasetStage = z.enum([
  "uploading",
  "inspecting",
  "confirm",
  "converting",
  "stopped",
  "ready",
  "failed",
  "empty",
]);
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
    rows: RowCounts,
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
