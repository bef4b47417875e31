import { AppError, isKind } from "#lib/platform/errors.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { compareKeys } from "./compare-keys.ts";
import type { Repeats } from "./contract.ts";
import { type KeyPart, readKeys } from "./key-parts.ts";
import { getRepeatsToCount, saveRepeats } from "./queries.ts";

const SKIPPED = 5;

/** Reads ticker and date of every row of a dataset's files and stores how many rows share both. Nothing but that changes. */
export async function countRepeats(attempt: Attempt): Promise<void> {
  const { request, digest, files } = await getRepeatsToCount(attempt.subject);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const report = (phase: string, done: number) => attempt.report({ phase, done, total, unit: "bytes" });
  const parts: KeyPart[] = [];
  const skipped: Repeats["skipped"] = [];
  let done = 0;
  for (const [at, file] of files.entries()) {
    const onBytes = (bytes: number) => report("Reading keys", done + bytes);
    try {
      parts.push(...(await readKeys(file, request, { attempt, name: `keys-${at}`, onBytes })));
    } catch (error) {
      skipped.push({ file: file.path, reason: reasonOf(error) });
    }
    done += file.bytes;
  }
  report("Comparing keys", total);
  const compared = await compareKeys(parts, request.keys, attempt);
  attempt.tally({ rows: compared.rows });
  const counted = { counted: files.length - skipped.length, all: files.length };
  const found = { ...compared, files: counted, skipped: skipped.slice(0, SKIPPED) };
  await attempt.publish((tx) => saveRepeats(tx, attempt.subject, digest, found));
}

/** What its conversion will say as well; anything else stops the counting. */
function reasonOf(error: unknown): string {
  const isTheFiles = isKind(error, "unreadable_csv") || isKind(error, "recipe_mismatch");
  if (isTheFiles && error instanceof AppError) return error.message;
  throw error;
}
