import { AppError } from "#lib/platform/errors.ts";
import { isUtf16 } from "./bytes/characters.ts";
import { type Dialect, MAX_RECORD_BYTES } from "./contract.ts";
import { type CutText, cutLines } from "./cut-text.ts";
import { detectDialect } from "./dialect.ts";
import { readLines } from "./records.ts";
import { openSample, type SampledText, textUnder } from "./sampled-text.ts";
import { bytesFrom, refuseLongRecords, tooLong, unclosed } from "./unreadable-record.ts";
import { rowsOfWindow } from "./window.ts";

const HEAD_BYTES = 2 ** 20;
const WINDOW_BYTES = 256 * 2 ** 10;
/** A record that the sample cuts off after this much is looked at again, to see whether it ends at all. */
const LONG_RECORD_BYTES = 256 * 2 ** 10;
/** Packed text is taken up to here, however well it is packed. */
const UNPACKED_BYTES = 2 * HEAD_BYTES;

/** Reads the bytes of [start, end) of the file; fewer at its end. */
export type ReadBytes = (start: number, end: number) => Promise<Buffer>;

export interface Sample extends CutText {
  /** The regular rows of the beginning, which have numbers, then of the middle and the end. */
  rows: string[][];
  sampledBytes: number;
  source: SampledText;
}

/** Reads at most a few MiB of a file, whatever its size. Throws unreadable_csv when it is no CSV this product can read. */
export async function readSample(bytes: number, read: ReadBytes): Promise<Sample> {
  if (bytes === 0) throw new AppError("unreadable_csv", "The file is empty.");
  const head = await readHead(bytes, read);
  const { source, sampledBytes } = await withWindows(head, bytes, read);
  return sampled(head.found, source, sampledBytes);
}

/** What a sample is cut from, whatever it looks like. Throws unreadable_csv when it is no text at all. */
export async function readSource(bytes: number, read: ReadBytes): Promise<Pick<Sample, "source" | "sampledBytes">> {
  const first = await read(0, Math.min(bytes, HEAD_BYTES));
  const source = await openSample(first, first.length === bytes, UNPACKED_BYTES);
  return withWindows({ source, bytes: first.length }, bytes, read);
}

async function withWindows({ source, bytes: seen }: Omit<Head, "found">, bytes: number, read: ReadBytes) {
  if (source.packing || seen + 2 * WINDOW_BYTES > bytes) return { source, sampledBytes: seen };
  // A character of UTF-16 takes two bytes: windows begin at even ones.
  const starts = [Math.floor(bytes / 4) * 2, Math.floor((bytes - WINDOW_BYTES) / 2) * 2];
  const windows = await Promise.all(starts.map((start) => read(start, Math.min(bytes, start + WINDOW_BYTES + 1))));
  return { source: { ...source, windows }, sampledBytes: seen + 2 * WINDOW_BYTES };
}

/** The same sample cut under another dialect. Throws unreadable_csv when it cannot be. */
export function cutAgain({ source, sampledBytes }: Pick<Sample, "source" | "sampledBytes">, dialect: Dialect): Sample {
  const lines = [...readLines(textUnder(source, dialect.encoding), dialect)];
  return sampled(cutLines(lines, dialect, source.isWhole), source, sampledBytes, dialect.footerLines);
}

/** `footerLines`: said rather than looked for. */
function sampled(found: CutText, source: SampledText, sampledBytes: number, footerLines?: number): Sample {
  const sound = source.found.hasStrayBytes ? withoutStray(found) : found;
  const isEnd = (at: number) => at === source.windows.length - 1;
  const more = source.windows.map((window, at) => rowsOfWindow(window, found, isEnd(at), footerLines));
  const footer = more.at(-1)?.footer ?? found.footer;
  const dialect: Dialect =
    more.length > 0 && footer.length > 0 && footerLines === undefined
      ? { ...found.dialect, footerLines: footer.length, doubts: [...found.dialect.doubts, "footerLines"] }
      : found.dialect;
  const rows = [...sound.rows, ...more.flatMap((window) => window.rows)];
  return { ...sound, dialect, footer, rows, sampledBytes, source };
}

/** Rows with bytes that mean nothing are no evidence. */
function withoutStray(found: CutText): CutText {
  const isSound = (row: readonly string[] | undefined) => !row?.join("").includes("\ufffd");
  const rowNumbers = found.rowNumbers.filter((_, at) => isSound(found.rows[at]));
  return { ...found, rows: found.rows.filter(isSound), rowNumbers };
}

interface Head {
  found: CutText;
  source: SampledText;
  /** How much of the file was read, as it is stored. */
  bytes: number;
}

async function readHead(bytes: number, read: ReadBytes): Promise<Head> {
  const first = await read(0, Math.min(bytes, HEAD_BYTES));
  const source = await openSample(first, first.length === bytes, UNPACKED_BYTES);
  const head = { ...detect(source), source, bytes: first.length };
  const { tail, rows } = head.found;
  if (!tail) return head;
  if (source.isWhole) throw unclosed(head.text, tail);
  if (rows.length > 0 && bytesFrom(head.text, tail.start) <= LONG_RECORD_BYTES) return head;
  return readLongerHead(first, bytes, read, isUtf16(source.found.encoding) ? 2 : 1);
}

/** Looks whether a long record at the sample's end ends at all. */
async function readLongerHead(first: Buffer, bytes: number, read: ReadBytes, width: number): Promise<Head> {
  const rest = await read(first.length, Math.min(bytes, first.length + width * MAX_RECORD_BYTES));
  const longer = Buffer.concat([first, rest]);
  const source = await openSample(longer, longer.length === bytes, UNPACKED_BYTES + MAX_RECORD_BYTES);
  const { found, text } = detect(source);
  if (found.tail && source.isWhole) throw unclosed(text, found.tail);
  if (found.tail && bytesFrom(text, found.tail.start) > MAX_RECORD_BYTES) throw tooLong(text, found.tail);
  return { found, source, bytes: longer.length };
}

function detect(source: SampledText): { found: CutText; text: string } {
  const { encoding, candidates } = source.found;
  const text = textUnder(source, encoding);
  if (text.trim() === "") throw new AppError("unreadable_csv", "The file is empty: it has nothing but blank space.");
  const found = detectDialect(text, source.isWhole, encoding);
  refuseLongRecords(text, found.dialect);
  if (candidates.length === 0) return { found, text };
  return { found: { ...found, dialect: { ...found.dialect, doubts: ["encoding", ...found.dialect.doubts] } }, text };
}
