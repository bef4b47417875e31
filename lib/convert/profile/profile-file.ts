import { join } from "node:path";
import { AppError } from "#lib/platform/errors.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import type { FileProfile } from "#lib/schema/profile/contract.ts";
import { type FileToProfile, getFileToProfile, saveProfile } from "#lib/schema/profile/queries.ts";
import { Prescanner } from "../prescan.ts";
import { recipeOfPlan } from "./planned-columns.ts";
import { profileRecords } from "./profile-records.ts";

/** Reads one inspected file whole and stores what every value of it says about its columns. Nothing but that changes. */
export async function profileFile(attempt: Attempt): Promise<void> {
  const file = await getFileToProfile(attempt.subject);
  const found = await readWhole(attempt, file);
  attempt.tally({ rows: found.rows });
  await attempt.publish((tx) => saveProfile(tx, file.id, found));
}

async function readWhole(attempt: Attempt, file: FileToProfile): Promise<FileProfile> {
  const { bucket, objectKey: key, etag, bytes, plan } = file;
  const recipe = recipeOfPlan(file.inspection, plan);
  const prescanner = new Prescanner(recipe, recipe.dialect, { digests: false });
  const report = (phase: string, done: number) => attempt.report({ phase, done, total: bytes, unit: "bytes" });
  const place = {
    ...{ plan, bytes, spillDir: attempt.scratch, signal: attempt.signal, owner: attempt.ownerId },
    onPeak: attempt.notePeak,
  };
  let found: FileProfile | undefined;
  const through = async function* (chunks: AsyncIterable<Buffer>) {
    found = await profileRecords(
      prescanner,
      reported(chunks, () => report("Reading", prescanner.bytesSeen)),
      place,
    );
    yield Buffer.alloc(0);
  };
  await downloadObject({ bucket, key }, join(attempt.scratch, "nothing"), { etag, through, signal: attempt.signal });
  if (!found || prescanner.bytesSeen !== bytes)
    throw new AppError(
      "object_changed",
      `The store gave ${prescanner.bytesSeen} bytes where ${bytes} were uploaded. Upload the file again.`,
    );
  report("Checking every value", bytes);
  return found;
}

async function* reported(chunks: AsyncIterable<Buffer>, report: () => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    report();
    yield chunk;
  }
}
