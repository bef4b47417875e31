import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";

const Environment = z.object({
  DATABASE_URL: z.url("DATABASE_URL must be a postgresql:// address"),
  S3_BUCKET: z.string().min(1),
  S3_ENDPOINT: z.url().optional(),
  AWS_REGION: z.string().default("us-east-1"),
  /** Off for a store that refuses CRC-32 checksums: then nothing proves that a part arrived as it was sent. */
  S3_CHECKSUMS: z.enum(["on", "off"]).default("on"),
  /** A store that says nothing for this long is not there, although the connection is. */
  S3_SILENCE_MS: z.coerce.number().int().min(100).max(600_000).default(20_000),
  /** The buckets whose objects users may import in place, each alone or with a prefix: "drawer,archive/prices/". */
  PARQUETRY_IMPORT_BUCKETS: z
    .string()
    .default("")
    .transform((list) => list.split(/[\s,]+/).filter((entry) => entry !== "")),
  /** What one user may hold: bytes and files in all, and uploads that are not finished. */
  PARQUETRY_QUOTA_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(10 * 2 ** 40),
  PARQUETRY_QUOTA_FILES: z.coerce.number().int().min(0).default(200_000),
  PARQUETRY_QUOTA_UPLOADS: z.coerce.number().int().min(0).default(5_000),
  PARQUETRY_DATA_DIR: z
    .string()
    .default(".parquetry")
    .transform((dir) => resolve(dir)),
  PARQUETRY_SCRATCH_DIR: z
    .string()
    .optional()
    .transform((dir) => dir && resolve(dir)),
  /** What the command line proves itself with; browsers on this machine need none. */
  PARQUETRY_TOKEN: z.string().min(20).optional(),
  PARQUETRY_THREADS: z.coerce.number().int().min(1).default(availableParallelism()),
  PARQUETRY_MEMORY_MB: z.coerce.number().int().min(256).default(1024),
  /** How long a worker that is not heard of keeps its jobs. */
  PARQUETRY_LEASE_MS: z.coerce.number().int().min(1_000).max(300_000).default(8_000),
  /** How often a job is tried that fails, or whose worker dies, before it is parked. */
  PARQUETRY_TRIES: z.coerce.number().int().min(1).max(100).default(3),
  /** What a worker that is told to stop may still finish; the rest goes back to the queue. */
  PARQUETRY_DRAIN_MS: z.coerce.number().int().min(0).max(3_600_000).default(5_000),
  /** Where on this machine a worker tells its metrics; 0 takes any free port, and unset tells nothing. */
  PARQUETRY_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Fault points are armed only when FAULTS=1; PARQUETRY_FAULT is `name[@hit][/subject]:kill|throw|stop|hold`. */
  FAULTS: z.enum(["0", "1"]).default("0"),
  PARQUETRY_FAULT: z.string().optional(),
});
export type Environment = z.infer<typeof Environment>;

let parsed: Environment | undefined;

/** The process environment, parsed on first use so that `next build` needs no settings. Throws a sentence naming each bad variable. */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const result = Environment.safeParse(source);
  if (result.success) return result.data;
  const complaints = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete. ${complaints.join("; ")}. \`npm start\` sets all of it for you.`);
}

export const scratchRoot = (): string => env().PARQUETRY_SCRATCH_DIR ?? resolve(env().PARQUETRY_DATA_DIR, "scratch");
