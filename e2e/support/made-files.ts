import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";

const BLOCK_BYTES = 2 ** 20;
const LINE_BYTES = 32;

/** A folder of CSV files made for a test, every block of every file different; `remove` deletes it. */
export interface MadeFolder {
  path: string;
  remove(): Promise<void>;
}

/** Sizes by name, which may lie in folders. */
export async function makeFolder(sizes: Record<string, number>): Promise<MadeFolder> {
  const root = await mkdtemp(join(tmpdir(), "parquetry-upload-"));
  const path = join(root, "drawer");
  for (const [name, bytes] of Object.entries(sizes)) await makeFile(join(path, name), bytes, name);
  return { path, remove: () => rm(root, { recursive: true, force: true }) };
}

/** `about` tells two files of one size apart. */
export async function makeFile(path: string, bytes: number, about: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "w");
  for (let written = 0, block = 0; written < bytes; block++) {
    const text = blockOf(about, block).subarray(0, bytes - written);
    await file.write(text);
    written += text.length;
  }
  await file.close();
}

/** Lines of one length, so that a block is quickly made; its name is the ticker of its first line, its number of the others. */
function blockOf(about: string, block: number): Buffer {
  const name = crc32(about).toString(16).padStart(8, "0");
  const text = Buffer.alloc(BLOCK_BYTES, lineOf(String(block)));
  text.write(block === 0 ? lineOf("ticker", "day", "price") : lineOf(name));
  if (block === 0) text.write(lineOf(name), LINE_BYTES);
  return text;
}

const lineOf = (ticker: string, day = "2020-01-02", price = "29.5"): string =>
  `${`${ticker.padStart(10)},${day},${price}`.padEnd(LINE_BYTES - 1)}\n`;
