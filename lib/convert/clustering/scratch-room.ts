import { statfs } from "node:fs/promises";
import { AppError } from "#lib/platform/errors.ts";

/** Throws scratch_full when a folder's disk has not this much room, before anything is begun that cannot end. */
export async function requireRoom(dir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const free = bavail * bsize;
  if (free < bytes)
    throw new AppError(
      "scratch_full",
      `Clustering needs ${gigabytes(bytes)} GB for temporary files, and ${gigabytes(free)} GB are free. Free some space or give PARQUETRY_SCRATCH_DIR a larger disk; the work is tried again.`,
    );
}

/** Says in a sentence that the disk is full; anything else is passed on as it is. */
export function translateFull(cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ENOSPC") return cause;
  const sentence = "The disk for temporary files is full. Free some space; the work is tried again.";
  return new AppError("scratch_full", sentence, { cause });
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
