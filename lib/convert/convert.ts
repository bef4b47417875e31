import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject, uploadFile } from "#lib/platform/storage.ts";
import type { ShardFacts } from "./contract.ts";
import { type CellSource, WRITE_WITHOUT_RULES, writeBadCells, writeGoodRows, writeSorted } from "./convert-sql.ts";
import { convertThreads } from "./convert-threads.ts";
import { derivedValues } from "./derived.ts";
import { writeSoundRecords } from "./irregular.ts";
import { Prescanner, type PrescanResult } from "./prescan.ts";
import { type FileToConvert, getFileToConvert, savePart } from "./queries.ts";
import { writeRejects } from "./reject-file.ts";
import { roleColumns } from "./roles.ts";
import { factStatements, readFacts } from "./shard-facts.ts";

/** Turns one confirmed file into a typed, sorted Parquet part and its rejects. Every row read is good or rejected, or the file fails. */
export async function convertFile(attempt: Attempt): Promise<void> {
  const file = await getFileToConvert(attempt.subject);
  const work = { attempt, file, at: (name: string) => join(attempt.scratch, name) };
  const prescan = await download(work);
  const source = cellSource(work, prescan);
  const sound = prescan.regular
    ? prescan.records
    : await writeSoundRecords(work.at("records.csv"), source.path, prescan.dialect, prescan.cells);
  const written = await writeGood(work, source);
  const good = written.rows;
  const rejected = await reject(work, source, prescan, { sound, good });
  account(prescan.records, good, rejected);
  await publish(work, prescan, { good, ...rejected }, await sortPart(work, written));
}

interface Work {
  attempt: Attempt;
  file: FileToConvert;
  /** A path in the attempt's scratch folder. */
  at(name: string): string;
}

async function download({ attempt, file, at }: Work): Promise<PrescanResult> {
  const prescanner = new Prescanner(file.recipe, file.dialect);
  const through = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const records of prescanner.records(chunks)) {
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
  return prescan;
}

function cellSource({ file, at }: Work, prescan: PrescanResult): CellSource {
  const { recipe } = file;
  return {
    path: at(prescan.regular ? "records.csv" : "sound.csv"),
    dialect: prescan.dialect,
    cells: prescan.cells,
    columns: prescan.columns,
    derived: derivedValues(recipe.derived, file.path),
  };
}

/** Writes the good rows and learns everything about them in one go: starting an engine costs as much as a small file. */
async function writeGood({ attempt, file, at }: Work, source: CellSource): Promise<Written> {
  const path = at("unsorted.parquet");
  report(attempt, "Converting", 0, file.bytes);
  const result = await runEngine(
    {
      paths: [source.path, path],
      spillDir: attempt.scratch,
      withoutRules: WRITE_WITHOUT_RULES,
      threads: convertThreads(file.bytes),
      steps: [
        [{ sql: writeGoodRows(source, path), as: "written" }],
        factStatements(path, roleColumns(file.recipe), "part"),
      ],
    },
    {
      signal: attempt.signal,
      owner: attempt.ownerId,
      onProgress: ({ fraction }) => report(attempt, "Converting", fraction * file.bytes, file.bytes),
    },
  );
  attempt.notePeak(result.peakBytes);
  await faultPoint("convert:converted");
  const [written] = result.rows("written", z.object({ Count: z.coerce.number() }));
  const rows = written?.Count ?? 0;
  report(attempt, "Converting", file.bytes, file.bytes);
  attempt.tally({ rows });
  return { rows, path, ...readFacts(result, "part") };
}

interface Written {
  rows: number;
  path: string;
  facts: ShardFacts;
  stepsBack: number;
}

async function reject(
  work: Work,
  source: CellSource,
  prescan: PrescanResult,
  { sound, good }: { sound: number; good: number },
) {
  if (good === prescan.records) return { setAside: 0, badRows: 0 };
  const { attempt, file, at } = work;
  if (sound > good) {
    report(attempt, "Explaining rejects", 0, file.bytes);
    const sql = writeBadCells(source, at("bad-cells.json"));
    const paths = [source.path, at("bad-cells.json")];
    const result = await runEngine(
      { paths, spillDir: attempt.scratch, steps: [[{ sql }]] },
      { signal: attempt.signal },
    );
    attempt.notePeak(result.peakBytes);
  }
  const badCells = sound > good ? at("bad-cells.json") : undefined;
  const rejectSource = {
    file: file.path,
    records: at("records.csv"),
    dialect: prescan.dialect,
    cells: prescan.cells,
    badCells,
  };
  return writeRejects(rejectSource, at("rejects.csv"));
}

/** The promise of the product: `rows read = good + rejected`, the left side counted by the pre-scan alone. */
function account(read: number, good: number, { setAside, badRows }: { setAside: number; badRows: number }): void {
  const rejected = setAside + badRows;
  if (read !== good + rejected)
    throw new AppError(
      "accounting_mismatch",
      `The file has ${read} rows, but ${good} were good and ${rejected} rejected. Nothing was kept; the raw file is untouched. Please report this file.`,
    );
  if (read > 0 && good === 0)
    throw new AppError(
      "unreadable_csv",
      `None of the ${read.toLocaleString("en")} rows fits the confirmed types. Look at the columns again; the raw file is untouched.`,
    );
}

/** Files that come in (ticker, date) order, as most do, are not sorted again. */
async function sortPart({ attempt, file, at }: Work, written: Written): Promise<{ path: string; facts: ShardFacts }> {
  if (written.stepsBack === 0) return written;
  const roles = roleColumns(file.recipe);
  const path = at("sorted.parquet");
  const steps = [[{ sql: writeSorted([written.path], path, roles) }], factStatements(path, roles, "part")];
  report(attempt, "Sorting", 0, file.bytes);
  const sorted = await runEngine(
    { paths: [written.path, path], spillDir: attempt.scratch, steps },
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
  rows: { good: number; setAside: number; badRows: number },
  part: { path: string; facts: ShardFacts },
): Promise<void> {
  const rejected = rows.setAside + rows.badRows;
  const { size } = await stat(part.path);
  report(attempt, "Storing", 0, size);
  const objectKey = `${attempt.prefix}part.parquet`;
  const { bytes } = await uploadFile(part.path, objectKey, "application/vnd.apache.parquet", attempt.signal);
  const rejectsKey = rejected > 0 ? `${attempt.prefix}rejects.csv` : null;
  if (rejectsKey) await uploadFile(at("rejects.csv"), rejectsKey, "text/csv", attempt.signal);
  report(attempt, "Storing", size, size);
  attempt.tally({ rows: rows.good });
  await faultPoint("convert:uploaded");
  const { sha256, records, leftOut } = prescan;
  await attempt.publish((tx) =>
    savePart(tx, file, {
      attemptId: attempt.id,
      objectKey,
      bytes,
      rejectsKey,
      facts: part.facts,
      prescan: { sha256, bytes: prescan.bytes, records, setAside: rows.setAside, leftOut },
      rows: { read: records, good: rows.good, rejected },
    }),
  );
}

const report = (attempt: Attempt, phase: string, done: number, total: number): void =>
  attempt.report({ phase, done: Math.min(done, total), total, unit: "bytes" });
