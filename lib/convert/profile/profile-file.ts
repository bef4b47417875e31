import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError } from "#lib/platform/errors.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { type FileToProfile, getFileToProfile, saveProfile } from "#lib/schema/profile/queries.ts";
import { readRecords } from "../irregular.ts";
import { Prescanner, type PrescanResult } from "../prescan.ts";
import { countColumns } from "./count-columns.ts";
import { recipeOfPlan } from "./planned-columns.ts";

/** Reads one inspected file whole and stores what every value of it says about its columns. Nothing but that changes. */
export async function profileFile(attempt: Attempt): Promise<void> {
  const file = await getFileToProfile(attempt.subject);
  const at = (name: string) => join(attempt.scratch, name);
  const prescan = await download(attempt, file, at("records.csv"));
  const setAside = prescan.regular ? [] : await writeSound(at, prescan);
  const report = (done: number) =>
    attempt.report({ phase: "Checking every value", done, total: file.bytes, unit: "bytes" });
  report(0);
  const found = await countColumns(
    { path: at(prescan.regular ? "records.csv" : "sound.csv"), prescan, setAside },
    {
      plan: file.plan,
      spillDir: attempt.scratch,
      signal: attempt.signal,
      owner: attempt.ownerId,
      onPeak: attempt.notePeak,
      onProgress: ({ fraction }) => report(Math.min(1, fraction) * file.bytes),
    },
  );
  attempt.tally({ rows: found.rows });
  await attempt.publish((tx) => saveProfile(tx, file.id, found));
}

async function download(attempt: Attempt, file: FileToProfile, path: string): Promise<PrescanResult> {
  const prescanner = new Prescanner(recipeOfPlan(file.inspection, file.plan));
  const through = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const records of prescanner.records(chunks)) {
      attempt.report({ phase: "Reading", done: prescanner.bytesSeen, total: file.bytes, unit: "bytes" });
      yield records;
    }
  };
  const { bucket, objectKey: key, etag } = file;
  await downloadObject({ bucket, key }, path, { etag, through, signal: attempt.signal });
  const prescan = prescanner.result();
  if (prescan.bytes !== file.bytes)
    throw new AppError("object_changed", `The store gave ${prescan.bytes} bytes where ${file.bytes} were uploaded.`);
  return prescan;
}

/** Writes the records that can be cut into their cells; resolves to the rows of the others. */
async function writeSound(at: (name: string) => string, prescan: PrescanResult): Promise<number[]> {
  const setAside: number[] = [];
  const newline = Buffer.from("\n");
  async function* lines() {
    for await (const { row, bytes, problem } of readRecords(at("records.csv"), prescan.dialect, prescan.cells)) {
      if (problem) setAside.push(row);
      else yield Buffer.concat([bytes, newline]);
    }
  }
  await pipeline(lines, createWriteStream(at("sound.csv")));
  return setAside;
}
