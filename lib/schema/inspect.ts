import { isAscii } from "node:buffer";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { readRange } from "#lib/platform/storage.ts";
import { alternativesOf, examplesOf } from "./alternatives.ts";
import type { Dialect, InspectedColumn, Inspection } from "./contract.ts";
import { findEvidence } from "./evidence.ts";
import { warningsOf } from "./file-warnings.ts";
import { shortened } from "./fits.ts";
import { columnNames, duplicateNames, unnamedColumns } from "./header.ts";
import { proposeColumns } from "./propose.ts";
import { getFileToInspect, saveInspection } from "./queries.ts";
import { cutAgain, readSample, type Sample } from "./sample.ts";

export { markFileFailed } from "./queries.ts";

const PREVIEW_ROWS = 50;

/** Samples one uploaded file and stores what was found. Throws unreadable_csv or object_missing with a sentence for the user. */
export async function inspectFile(attempt: Attempt): Promise<void> {
  const file = await getFileToInspect(attempt.subject);
  if (!file.etag)
    throw new AppError("object_missing", "The bytes of this file never arrived in the object store. Upload it again.");
  const { bucket, objectKey: key, etag } = file;
  attempt.report({ phase: "Looking at a sample", done: 0, total: file.bytes, unit: "bytes" });
  const inspection = inspectSample(
    await readSample(file.bytes, (start, end) => {
      attempt.signal.throwIfAborted();
      return readRange({ bucket, key }, etag, start, end);
    }),
  );
  attempt.report({ phase: "Looking at a sample", done: file.bytes, total: file.bytes, unit: "bytes" });
  await faultPoint("inspect:before-publish");
  await attempt.publish((tx) => saveInspection(tx, file.id, inspection));
}

/** What a sample says about its file. Throws unreadable_csv when two columns share a name. */
export function inspectSample(sample: Sample): Inspection {
  return {
    ...inspected(sample),
    doubtful: sample.dialect.doubts.map((part) => ({ part, examples: examplesOf(part, sample) })),
    alternatives: alternativesOf(sample).map(({ part, sample: other }) => ({
      part,
      dialect: other.dialect,
      columns: inspected(other).columns,
      examples: examplesOf(part, other),
    })),
  };
}

/** The same sample as it would be under another dialect. Throws unreadable_csv when it cannot be cut so. */
export const previewUnder = (dialect: Dialect, sample: Sample): Inspection => inspected(cutAgain(sample, dialect));

function inspected(sample: Sample): Inspection {
  const names = sample.header ? columnNames(sample.header) : unnamedColumns(sample.cells);
  const twice = duplicateNames(names);
  if (twice) throw new AppError("unreadable_csv", twice);
  return {
    dialect: sample.dialect,
    columns: columnsOf(names, sample.rows),
    preview: sample.rows.slice(0, PREVIEW_ROWS).map((row) => row.map(shortened)),
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
