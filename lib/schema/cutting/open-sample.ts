import { isAscii } from "node:buffer";
import { AppError, isKind } from "#lib/platform/errors.ts";
import { type Dialect, MAX_COLUMNS } from "../contract.ts";
import { tooManyColumns } from "../dialect.ts";
import { fileDialect } from "../file-dialect.ts";
import { cutAgain, type ReadBytes, readSample, readSource, type Sample } from "../sample.ts";
import { textUnder } from "../sampled-text.ts";
import { bytesFrom, refuseLongRecords, unclosed } from "../unreadable-record.ts";

/** A quote that is open for so long is no quote. */
const LONG_OPEN_BYTES = 512 * 2 ** 10;

/** A file's sample that can be cut under any dialect. */
export interface OpenSample extends Pick<Sample, "source" | "sampledBytes"> {
  /** How the file is cut by itself; undefined when that cannot be read. */
  found: { dialect: Dialect; isAscii: boolean } | undefined;
}

/** Reads a sample even of a file that cannot be read as it shows itself. Throws unreadable_csv when it is no text at all. */
export async function openForCutting(bytes: number, read: ReadBytes): Promise<OpenSample> {
  try {
    const { source, sampledBytes, dialect } = await readSample(bytes, read);
    return { source, sampledBytes, found: { dialect, isAscii: isAscii(source.bytes) } };
  } catch (error) {
    if (!isKind(error, "unreadable_csv")) throw error;
    return { ...(await readSource(bytes, read)), found: undefined };
  }
}

/** The sample under the dialect that was asked for, which a file may know better than: see fileDialect. Throws unreadable_csv when it cannot be cut so. */
export function sampleUnder(open: OpenSample, asked: Dialect, before?: Dialect): Sample {
  const own = open.found ?? (before && { dialect: before, isAscii: false });
  const decisions = asked.decisions;
  const sample = cutAgain(open, { ...fileDialect(asked, own), decisions });
  if (sample.cells > MAX_COLUMNS) throw tooManyColumns(sample.cells);
  refuseOpenQuote(sample);
  const doubts = (own?.dialect.doubts ?? []).filter((part) => decisions[part] === undefined);
  return { ...sample, dialect: { ...sample.dialect, doubts } };
}

function refuseOpenQuote({ source, dialect, tail, rows }: Sample): void {
  const text = textUnder(source, dialect.encoding);
  refuseLongRecords(text, dialect);
  if (!tail?.open) return;
  if (source.isWhole) throw unclosed(text, tail);
  if (bytesFrom(text, tail.start) > LONG_OPEN_BYTES)
    throw new AppError(
      "unreadable_csv",
      `A quotation mark that opens in row ${(rows.length + 1).toLocaleString("en")} is not closed for a long way. If quotation marks mean nothing in this file, say so.`,
    );
}
