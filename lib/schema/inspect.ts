import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { readRange } from "#lib/platform/storage.ts";
import type { Inspection } from "./contract.ts";
import { findEvidence } from "./evidence.ts";
import { shortened } from "./fits.ts";
import { columnNames, duplicateNames, unnamedColumns } from "./header.ts";
import { proposeColumns } from "./propose.ts";
import { getFileToInspect, saveInspection } from "./queries.ts";
import { readSample, type Sample } from "./sample.ts";

export { markFileFailed } from "./queries.ts";

const PREVIEW_ROWS = 50;

/** Samples one uploaded file and stores what was found. Throws unreadable_csv or object_missing with a sentence for the user. */
export async function inspectFile(attempt: Attempt): Promise<void> {
  const file = await getFileToInspect(attempt.subject);
  if (!file.etag)
    throw new AppError("object_missing", "The bytes of this file never arrived in the object store. Upload it again.");
  const { objectKey, etag } = file;
  attempt.report({ phase: "Looking at a sample", done: 0, total: file.bytes, unit: "bytes" });
  const inspection = inspectSample(
    await readSample(file.bytes, (start, end) => {
      attempt.signal.throwIfAborted();
      return readRange(objectKey, etag, start, end);
    }),
  );
  attempt.report({ phase: "Looking at a sample", done: file.bytes, total: file.bytes, unit: "bytes" });
  faultPoint("inspect:before-publish");
  await attempt.publish((tx) => saveInspection(tx, file.id, inspection));
}

/** What a sample says about its file. Throws unreadable_csv when two columns share a name. */
export function inspectSample(sample: Sample): Inspection {
  const names = sample.header ? columnNames(sample.header) : unnamedColumns(sample.cells);
  const twice = duplicateNames(names);
  if (twice) throw new AppError("unreadable_csv", twice);
  const evidence = names.map((name, index) =>
    findEvidence(
      name,
      sample.rows.map((row) => row[index] ?? ""),
    ),
  );
  return {
    dialect: sample.dialect,
    columns: proposeColumns(evidence),
    preview: sample.rows.slice(0, PREVIEW_ROWS).map((row) => row.map(shortened)),
    sampledBytes: sample.sampledBytes,
    sampledRows: sample.rows.length,
    warnings: warningsOf(sample, names),
  };
}

function warningsOf({ rows, ragged, header, dialect }: Sample, names: readonly string[]): string[] {
  const warnings: string[] = [];
  if (rows.length === 0) warnings.push("There is a header but not a single row.");
  if (ragged > 0)
    warnings.push(
      `${ragged} of ${rows.length + ragged} sampled rows have another number of cells than the header's ${names.length}. They will be rejected.`,
    );
  if (!header) warnings.push("The first row looks like data, so the columns were numbered.");
  if (dialect.skipLines > 0) warnings.push(`${lines(dialect.skipLines)} above the header will be left out.`);
  return warnings;
}

const lines = (count: number): string => (count === 1 ? "The first line" : `The first ${count} lines`);
