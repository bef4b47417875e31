import { isAscii } from "node:buffer";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { readRange } from "#lib/platform/storage.ts";
import { alternativesOf, examplesOf } from "./alternatives.ts";
import { openForCutting, sampleUnder } from "./cutting/open-sample.ts";
import { findWantedDialect } from "./cutting/queries.ts";
import { findEvidence } from "./evidence.ts";
import { warningsOf } from "./file-warnings.ts";
import { columnNames, unnamedColumns } from "./header.ts";
import type { InspectedColumn, Inspection } from "./inspection.ts";
import { proposeColumns } from "./propose.ts";
import { getFileToInspect, saveInspection } from "./queries.ts";
import { type ReadBytes, readSample, type Sample } from "./sample.ts";

export { markFileFailed } from "./queries.ts";

/** Samples one uploaded file and stores what was found. Throws unreadable_csv or object_missing with a sentence for the user. */
export async function inspectFile(attempt: Attempt): Promise<void> {
  const file = await getFileToInspect(attempt.subject);
  if (!file.etag)
    throw new AppError("object_missing", "The bytes of this file never arrived in the object store. Upload it again.");
  const { bucket, objectKey: key, etag } = file;
  attempt.report({ phase: "Looking at a sample", done: 0, total: file.bytes, unit: "bytes" });
  const sample = await sampleOf(file.id, file.bytes, (start, end) => {
    attempt.signal.throwIfAborted();
    return readRange({ bucket, key }, etag, start, end);
  });
  const inspection = inspectSample(sample);
  attempt.report({ phase: "Looking at a sample", done: file.bytes, total: file.bytes, unit: "bytes" });
  await faultPoint("inspect:before-publish");
  await attempt.publish((tx) => saveInspection(tx, file.id, inspection));
}

/** A file is cut as a person wants it, or as its neighbours are by a person's decision; else as it shows itself. */
async function sampleOf(fileId: string, bytes: number, read: ReadBytes): Promise<Sample> {
  const wanted = await findWantedDialect(fileId);
  const isDecided = wanted && Object.keys(wanted.dialect.decisions).length > 0;
  if (!wanted || !(wanted.isOwn || isDecided)) return readSample(bytes, read);
  return sampleUnder(await openForCutting(bytes, read), wanted.dialect, wanted.isOwn ? wanted.dialect : undefined);
}

/** What a sample says about its file. */
export function inspectSample(sample: Sample): Inspection {
  return {
    ...inspectRows(sample),
    doubtful: sample.dialect.doubts.map((part) => ({ part, examples: examplesOf(part, sample) })),
    alternatives: alternativesOf(sample).map(({ part, sample: other }) => ({
      part,
      dialect: other.dialect,
      columns: inspectRows(other).columns,
      examples: examplesOf(part, other),
    })),
  };
}

/** What the rows of a sample say, without what else they could be. */
export function inspectRows(sample: Sample): Inspection {
  const names = sample.header ? columnNames(sample.header) : unnamedColumns(sample.cells);
  return {
    dialect: sample.dialect,
    columns: columnsOf(names, sample.rows),
    sampledBytes: sample.sampledBytes,
    sampledRows: sample.rows.length,
    warnings: warningsOf(sample, names.length),
    alternatives: [],
    doubtful: [],
    isAscii: isAscii(sample.source.bytes),
  };
}

const columnsOf = (names: readonly string[], rows: readonly string[][]): InspectedColumn[] =>
  proposeColumns(
    names.map((name, index) =>
      findEvidence(
        name,
        rows.map((row) => row[index] ?? ""),
      ),
    ),
  );
