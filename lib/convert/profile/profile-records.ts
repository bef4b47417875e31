import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FileProfile, PlannedColumn } from "#lib/schema/profile/contract.ts";
import { readRecords } from "../irregular.ts";
import type { Prescanner, PrescanResult } from "../prescan.ts";
import { type CountedPart, type CountPlace, countPart, PARTS_AT_ONCE } from "./count-part.ts";
import { joinParts } from "./join-parts.ts";
import { PartFiles } from "./part-files.ts";
import { sortFormats } from "./planned-columns.ts";
import type { ReadColumn, WholeFile } from "./whole-sql.ts";

export interface ProfilePlace extends CountPlace {
  plan: readonly PlannedColumn[];
  /** Of the file as it is stored. */
  bytes: number;
  /** Sees every buffer of records, which is good until the next. */
  onRecords?: (records: Buffer) => void;
}

/**
 * Counts everything that is planned in every row of a file. While engines count two parts, the next is read: what is
 * seen of its spelling on the way need not be looked at again.
 */
export async function profileRecords(
  prescanner: Prescanner,
  chunks: AsyncIterable<Buffer>,
  place: ProfilePlace,
): Promise<FileProfile> {
  const stop = new AbortController();
  const signal = place.signal ? AbortSignal.any([place.signal, stop.signal]) : stop.signal;
  const counting: Promise<CountedPart>[] = [];
  const files = new PartFiles(place.spillDir);
  let rows = 0;
  const count = async () => {
    const prescan = prescanner.result();
    const path = await files.end();
    const allRows = (prescan.records * place.bytes) / Math.max(1, prescanner.bytesSeen);
    const part = partOf(path, prescan, { rows: prescan.records - rows, allRows, isFirst: rows === 0 }, place);
    rows = prescan.records;
    const before = counting.at(-PARTS_AT_ONCE);
    const counted = (before ?? Promise.resolve()).then(() => countPart(part, { ...place, signal }));
    counted.catch(() => {});
    counting.push(counted);
  };
  try {
    for await (const records of prescanner.records(chunks)) {
      place.onRecords?.(records);
      await files.write(records);
      if (files.isFull && prescanner.isBetweenRecords && prescanner.result().regular) await count();
    }
    const prescan = prescanner.result();
    if (!prescan.regular) return await profileSound(files, prescan, place);
    if (prescan.records > rows || counting.length === 0) await count();
    return joinParts(columnsOf(prescan, place), await Promise.all(counting), []);
  } finally {
    stop.abort();
    await files.close();
    await Promise.allSettled(counting);
  }
}

const columnsOf = ({ columns }: PrescanResult, { plan }: ProfilePlace): ReadColumn[] =>
  columns.map((located) => ({ ...located, ...sortFormats(located.column.source, plan) }));

const partOf = (
  path: string,
  prescan: PrescanResult,
  rows: Pick<WholeFile, "rows" | "allRows" | "isFirst">,
  place: ProfilePlace,
): WholeFile => {
  const { dialect, cells } = prescan;
  return { path, bytes: place.bytes, dialect, cells, ...rows, columns: columnsOf(prescan, place) };
};

/** Where some records cannot be cut into their cells, those that can are counted, each under its own row. */
async function profileSound(files: PartFiles, prescan: PrescanResult, place: ProfilePlace): Promise<FileProfile> {
  const all = join(place.spillDir, "records.csv");
  const path = join(place.spillDir, "sound.csv");
  await writeFile(all, files.read());
  const setAside: number[] = [];
  const newline = Buffer.from("\n");
  async function* sound() {
    for await (const { row, bytes, problem } of readRecords(all, prescan.dialect, prescan.cells)) {
      if (problem) setAside.push(row);
      else yield Buffer.concat([bytes, newline]);
    }
  }
  await pipeline(sound, createWriteStream(path));
  const rows = prescan.records - setAside.length;
  const part = partOf(path, prescan, { rows, allRows: rows, isFirst: true }, place);
  return joinParts(part.columns, [await countPart(part, place)], setAside);
}
