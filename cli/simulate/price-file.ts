import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { businessDays } from "./business-days.ts";
import { CsvBuffer } from "./csv-buffer.ts";
import type { SimulateOptions } from "./options.ts";
import { HEADERS, writeTicker } from "./ticker-rows.ts";

const MIN_DIGITS = 4;

export interface WrittenFile {
  path: string;
  bytes: number;
  rows: number;
}

/** Paths of the file with this index, counted from 0; a reader never sees the temporary one half full under the final name. */
export function pathsOf(file: number, { out, files }: SimulateOptions): { final: string; temporary: string } {
  const digits = Math.max(MIN_DIGITS, String(files).length);
  const name = `prices_${String(file + 1).padStart(digits, "0")}.csv`;
  return { final: join(out, name), temporary: join(out, `.${name}.partial`) };
}

/** Writes one whole file and blocks meanwhile; `onTicker` hears of the rows and bytes each ticker added. */
export function writePriceFile(
  file: number,
  options: SimulateOptions,
  onTicker: (added: { rows: number; bytes: number }) => void,
): WrittenFile {
  const { final, temporary } = pathsOf(file, options);
  try {
    const written = writeRows(temporary, file, options, onTicker);
    renameSync(temporary, final);
    return { path: final, ...written };
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeRows(
  path: string,
  file: number,
  options: SimulateOptions,
  onTicker: (added: { rows: number; bytes: number }) => void,
): { bytes: number; rows: number } {
  const days = businessDays(options.from, options.to);
  const descriptor = openSync(path, "w");
  let bytes = 0;
  const csv = new CsvBuffer((chunk) => {
    writeAll(descriptor, chunk);
    bytes += chunk.length;
  });

  try {
    csv.ascii(HEADERS[options.columns]);
    for (const ticker of tickersOf(file, options)) {
      const before = bytes;
      writeTicker(ticker, days, options, csv);
      csv.flush();
      onTicker({ rows: days.length, bytes: bytes - before });
    }
  } finally {
    closeSync(descriptor);
  }
  return { bytes, rows: options.tickersPerFile * days.length };
}

function tickersOf(file: number, { tickersPerFile }: SimulateOptions): number[] {
  return Array.from({ length: tickersPerFile }, (_, i) => file * tickersPerFile + i);
}

function writeAll(descriptor: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(descriptor, chunk, done);
}
