import { stat } from "node:fs/promises";
import { join } from "node:path";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject, uploadFile } from "#lib/platform/storage.ts";
import type { ShardFacts } from "./contract.ts";
import { writeSorted } from "./convert-sql.ts";
import { digestOf, writeCorrected } from "./corrected-rows.ts";
import { refuseFrozen } from "./frozen-columns.ts";
import { countUnfound } from "./lookup/count-unfound.ts";
import { openLookups } from "./lookup/lookup.ts";
import { noRowFits } from "./nothing-fits.ts";
import { Prescanner, type PrescanResult } from "./prescan.ts";
import { getFileToConvert, savePart } from "./queries.ts";
import type { Rejected } from "./rejects/reject-file.ts";
import { roleColumns } from "./roles.ts";
import { factStatements, readFacts } from "./shard-facts.ts";
import { TakenRecords } from "./taking/taken-records.ts";
import { typeRows, type Written } from "./type-rows.ts";
import { report, type Work } from "./work.ts";

/** Turns one confirmed file into a typed, sorted Parquet part and its rejects. Every row read is good or rejected, or the file fails. */
export async function convertFile(attempt: Attempt): Promise<void> {
  const file = await getFileToConvert(attempt.subject);
  const work = { attempt, file, at: (name: string) => join(attempt.scratch, name) };
  const { prescan, taken } = await download(work);
  const looked = await openLookups(work, prescan.columns);
  const { source, written, rejected } = await typeRows(work, prescan, looked, taken);
  refuseFrozen(file.recipe, rejected);
  for (const { column, key } of looked.unmatched) countUnfound(rejected, column, key, written.rows);
  const more = rejected.corrected.length > 0 ? await writeCorrected(work, rejected.corrected, source) : undefined;
  account(prescan.records, written.rows, more?.rows ?? 0, rejected);
  await publish(work, prescan, rejected, await sortPart(work, written, more?.path));
}

async function download({ attempt, file, at }: Work): Promise<{ prescan: PrescanResult; taken: TakenRecords }> {
  const prescanner = new Prescanner(file.recipe, file.dialect, { marks: true });
  const taken = new TakenRecords(at("taken.csv"), file.path);
  const through = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const records of taken.outOf(prescanner, chunks)) {
      report(attempt, "Reading", prescanner.bytesSeen, file.bytes);
      yield records;
    }
  };
  const { bucket, objectKey: key, etag } = file;
  await downloadObject({ bucket, key }, at("records.csv"), { etag, through, signal: attempt.signal });
  await faultPoint("convert:downloaded");
  const prescan = prescanner.result();
  if (prescan.bytes !== file.bytes)
    throw new AppError(
      "object_changed",
      `The store gave ${prescan.bytes} bytes where ${file.bytes} were uploaded. Upload the file again.`,
    );
  attempt.tally({ rows: prescan.records });
  await faultPoint("convert:prescanned");
  return { prescan, taken };
}

/** The promise of the product: `rows read = good + corrected + rejected`, the left side counted by the pre-scan alone. */
function account(read: number, good: number, corrected: number, { setAside, badRows }: Rejected): void {
  const rejected = setAside + badRows;
  if (read !== good + corrected + rejected)
    throw new AppError(
      "accounting_mismatch",
      `The file has ${read} rows, but ${good} were good, ${corrected} corrected and ${rejected} rejected. Nothing was kept; the raw file is untouched. Please report this file.`,
    );
  if (read > 0 && good + corrected === 0) throw noRowFits(read);
}

/** Files that come in (ticker, date) order, as most do, are not sorted again. Corrected rows come after those they tie with. */
async function sortPart(
  { attempt, file, at }: Work,
  written: Written,
  corrected: string | undefined,
): Promise<{ path: string; facts: ShardFacts }> {
  if (written.stepsBack === 0 && corrected === undefined) return written;
  const sources = [written.path, ...(corrected === undefined ? [] : [corrected])];
  const roles = roleColumns(file.recipe);
  const path = at("sorted.parquet");
  const steps = [[{ sql: writeSorted(sources, path, roles) }], factStatements(path, roles, "part")];
  report(attempt, "Sorting", 0, file.bytes);
  const sorted = await runEngine(
    { paths: [...sources, path], spillDir: attempt.scratch, steps },
    {
      signal: attempt.signal,
      onProgress: ({ fraction }) => report(attempt, "Sorting", fraction * file.bytes, file.bytes),
    },
  );
  attempt.notePeak(sorted.peakBytes);
  return { path, facts: readFacts(sorted, "part").facts };
}

async function publish(
  { attempt, file, at }: Work,
  prescan: PrescanResult,
  rejects: Rejected,
  part: { path: string; facts: ShardFacts },
): Promise<void> {
  const { setAside, badRows, corrected, misfits } = rejects;
  const { size } = await stat(part.path);
  report(attempt, "Storing", 0, size);
  const objectKey = `${attempt.prefix}part.parquet`;
  const { bytes } = await uploadFile(part.path, objectKey, "application/vnd.apache.parquet", attempt.signal);
  const rejectsKey = setAside + badRows > 0 ? `${attempt.prefix}rejects.csv` : null;
  if (rejectsKey) await uploadFile(at("rejects.csv"), rejectsKey, "text/csv", attempt.signal);
  report(attempt, "Storing", size, size);
  attempt.tally({ rows: part.facts.rows });
  await faultPoint("convert:uploaded");
  const { sha256, records, leftOut, drift } = prescan;
  await attempt.publish((tx) =>
    savePart(tx, file, {
      attemptId: attempt.id,
      objectKey,
      bytes,
      rejectsKey,
      facts: part.facts,
      misfits: misfits.list(),
      corrections: digestOf(corrected),
      prescan: { sha256, bytes: prescan.bytes, records, setAside, leftOut, drift },
      rows: {
        read: records,
        good: records - setAside - badRows,
        corrected: corrected.length,
        rejected: setAside + badRows,
        nulled: misfits.nulled,
      },
    }),
  );
}
