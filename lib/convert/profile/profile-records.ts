import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { FileProfile, PlannedColumn } from "#lib/schema/profile/contract.ts";
import { readRecords } from "../irregular.ts";
import type { Prescanner, PrescanResult } from "../prescan.ts";
import { type CountedPart, type CountPlace, countPart, PARTS_AT_ONCE } from "./count-part.ts";
import { joinParts } from "./join-parts.ts";
import { PartFiles } from "./part-files.ts";
import { sortFormats } from "./planned-columns.ts";
import type { ReadColumn } from "./read-sql.ts";

export interface ProfilePlace extends CountPlace {
  plan: readonly PlannedColumn[];
  /** Of the file as it is stored. */
  bytes: number;
  /** So large a part is counted by itself; those of large files have a size of their own. */
  partBytes?: number;
  /** Sees every buffer of records, which is good until the next. */
  onRecords?: (records: Buffer) => void;
}

/** Reading waits when so many parts are being counted or wait for it. */
const PARTS_ON_DISK = 3 * PARTS_AT_ONCE;

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
  const files = new PartFiles(place.spillDir, place.partBytes);
  let rows = 0;
  const count = async () => {
    const prescan = prescanner.result();
    const path = await files.end();
    const allRows = (prescan.records * place.bytes) / Math.max(1, prescanner.bytesSeen);
    const part = { path, prescan, rows: prescan.records - rows, before: rows, allRows };
    rows = prescan.records;
    prescanner.beginPart();
    const earlier = counting.at(-PARTS_AT_ONCE);
    const counted = (earlier ?? Promise.resolve()).then(async () => {
      const found = await countRecords(part, { ...place, signal });
      files.reuse(path);
      return found;
    });
    counted.catch(() => {});
    counting.push(counted);
    await counting.at(-PARTS_ON_DISK);
  };
  try {
    for await (const records of prescanner.records(chunks)) {
      place.onRecords?.(records);
      await files.write(records);
      if (files.isFull && prescanner.isBetweenRecords) await count();
    }
    const prescan = prescanner.result();
    if (prescan.records > rows || counting.length === 0) await count();
    return joinParts(columnsOf(prescan, place), await Promise.all(counting));
  } finally {
    stop.abort();
    await files.close();
    await Promise.allSettled(counting);
  }
}

const columnsOf = ({ columns }: PrescanResult, { plan }: ProfilePlace): ReadColumn[] =>
  columns.map((located) => ({ ...located, ...sortFormats(located.column.source, plan) }));

/** Records of a file: so many, after so many others. */
interface Part {
  path: string;
  prescan: PrescanResult;
  rows: number;
  before: number;
  /** About how many there are in the whole file. */
  allRows: number;
}

/** Where some records cannot be cut into their cells, those that can are counted. */
async function countRecords({ path, prescan, rows, before, allRows }: Part, place: ProfilePlace): Promise<CountedPart> {
  const { dialect, cells, regular } = prescan;
  const sound = `${path}.sound`;
  const setAside = regular ? [] : await writeSound(path, sound, prescan);
  const counted = await countPart(
    {
      ...{ path: regular ? path : sound, bytes: place.bytes, dialect, cells, columns: columnsOf(prescan, place) },
      ...{ rows: rows - setAside.length, allRows, isFirst: before === 0 },
    },
    place,
  );
  return { ...counted, setAside: setAside.map((row) => before + row) };
}

/** Writes the records that can be cut into their cells; resolves to the rows of the others. */
async function writeSound(from: string, to: string, { dialect, cells }: PrescanResult): Promise<number[]> {
  const setAside: number[] = [];
  const newline = Buffer.from("\n");
  async function* sound() {
    for await (const { row, bytes, problem } of readRecords(from, dialect, cells)) {
      if (problem) setAside.push(row);
      else yield Buffer.concat([bytes, newline]);
    }
  }
  await pipeline(sound, createWriteStream(to));
  return setAside;
}
