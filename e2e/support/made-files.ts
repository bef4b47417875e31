import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

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

/** `about` is told in every line, so that two files differ from the first byte on. */
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

/** Lines of one length, so that a block is quickly made: a header, then one that says where it is. */
function blockOf(about: string, block: number): Buffer {
  const first = `ticker,day,${about},${block}`.slice(0, LINE_BYTES - 1).padEnd(LINE_BYTES - 1, "-");
  const line = `${String(block).padStart(10, "0")},2020-01-02,`.padEnd(LINE_BYTES - 1, "7");
  const text = Buffer.alloc(BLOCK_BYTES, `${line}\n`);
  text.write(`${first}\n`);
  return text;
}
