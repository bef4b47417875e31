import { join } from "node:path";
import { AppError } from "#lib/platform/errors.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { packingOf } from "#lib/schema/bytes/unpack.ts";
import type { FileProfile } from "#lib/schema/profile/contract.ts";
import { mayHaveFooter, withEnd } from "#lib/schema/profile/late-footer.ts";
import { type FileToProfile, getFileToProfile, saveProfile, saveSeenEnd } from "#lib/schema/profile/queries.ts";
import { Prescanner } from "../prescan.ts";
import { recipeOfPlan } from "./planned-columns.ts";
import { profileRecords } from "./profile-records.ts";
import { Tail } from "./tail.ts";

/** Reads one inspected file whole and stores what every value of it says about its columns, and a packed file's footer, which its sample did not reach. Nothing but that changes. */
export async function profileFile(attempt: Attempt): Promise<void> {
  const file = await getFileToProfile(attempt.subject);
  const { found, end } = await readWhole(attempt, file);
  const inspection = end && withEnd(file.inspection, end);
  const last = inspection && end.length > 0 ? await readWhole(attempt, { ...file, inspection }) : { found };
  attempt.tally({ rows: last.found.rows });
  await attempt.publish(async (tx) => {
    if (inspection) await saveSeenEnd(tx, file, inspection);
    await saveProfile(tx, file.id, last.found);
  });
}

/** `end`: the last lines of a packed file that look like no data, where nothing was said of them yet. */
async function readWhole(
  attempt: Attempt,
  file: FileToProfile,
): Promise<{ found: FileProfile; end: readonly string[][] | undefined }> {
  const { bucket, objectKey: key, etag, bytes, plan } = file;
  const recipe = recipeOfPlan(file.inspection, plan);
  const prescanner = new Prescanner(recipe, recipe.dialect, { digests: false });
  const report = (phase: string, done: number) => attempt.report({ phase, done, total: bytes, unit: "bytes" });
  let tail: Tail | undefined;
  const onChunk = (chunk: Buffer) => {
    const isPacked = prescanner.bytesSeen === 0 && packingOf(chunk) !== undefined;
    if (isPacked && !file.isConfirmed && mayHaveFooter(file.inspection.dialect)) tail = new Tail();
    report("Reading", prescanner.bytesSeen);
  };
  const place = {
    ...{ plan, bytes, spillDir: attempt.scratch, signal: attempt.signal, owner: attempt.ownerId },
    onPeak: attempt.notePeak,
    onRecords: (records: Buffer) => tail?.keep(records),
  };
  let found: FileProfile | undefined;
  const through = async function* (chunks: AsyncIterable<Buffer>) {
    found = await profileRecords(prescanner, reported(chunks, onChunk), place);
    yield Buffer.alloc(0);
  };
  await downloadObject({ bucket, key }, join(attempt.scratch, "nothing"), { etag, through, signal: attempt.signal });
  if (!found || prescanner.bytesSeen !== bytes)
    throw new AppError(
      "object_changed",
      `The store gave ${prescanner.bytesSeen} bytes where ${bytes} were uploaded. Upload the file again.`,
    );
  report("Checking every value", bytes);
  return { found, end: tail?.footer(prescanner.dialect, prescanner.result().cells) };
}

async function* reported(chunks: AsyncIterable<Buffer>, report: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    report(chunk);
    yield chunk;
  }
}
