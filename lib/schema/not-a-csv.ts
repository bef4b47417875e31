import { isUtf8 } from "node:buffer";
import { AppError } from "#lib/platform/errors.ts";

/** First bytes of files that are no text, and what to say about them. */
const SIGNATURES: readonly (readonly [bytes: string, what: string, advice: string])[] = [
  ["%PDF-", "a PDF", "Export its tables as CSV"],
  ["\x89PNG", "a PNG picture", "Upload the data as CSV"],
  ["\xff\xd8\xff", "a JPEG picture", "Upload the data as CSV"],
  ["GIF8", "a GIF picture", "Upload the data as CSV"],
  ["\x1f\x8b", "compressed with gzip", "Unpack it and upload the CSV inside"],
  ["BZh", "compressed with bzip2", "Unpack it and upload the CSV inside"],
  ["\xfd7zXZ", "compressed with xz", "Unpack it and upload the CSV inside"],
  ["\x28\xb5\x2f\xfd", "compressed with zstd", "Unpack it and upload the CSV inside"],
  ["7z\xbc\xaf", "a 7-Zip archive", "Unpack it and upload the CSV inside"],
  ["Rar!", "a RAR archive", "Unpack it and upload the CSV inside"],
  ["PAR1", "a Parquet file", "Upload the CSV it was made from"],
  ["ARROW1", "an Arrow file", "Export it as CSV"],
  ["SQLite format 3", "an SQLite database", "Export its tables as CSV"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook (XLS)", "Save the sheet as “CSV UTF-8”"],
  ["{\\rtf", "a text document (RTF)", "Save the data as CSV"],
];

/** Throws unreadable_csv, in the user's words, when a file's first bytes cannot be the beginning of a UTF-8 CSV. */
export function refuseOtherFiles(head: Buffer): void {
  const latin = head.toString("latin1", 0, 4_096);
  const known = SIGNATURES.find(([bytes]) => latin.startsWith(bytes));
  if (known) throw refused(`This is ${known[1]}, not a CSV file. ${known[2]}.`);
  if (latin.startsWith("PK\x03\x04")) throw refused(zipSentence(head));
  if (latin.startsWith("\xff\xfe") || latin.startsWith("\xfe\xff")) throw refused(UTF_16);
  refuseNulBytes(head);
  refuseMarkup(
    head
      .toString("utf8", 0, 4_096)
      .replace(/^\uFEFF/, "")
      .trimStart(),
  );
}

const UTF_16 = "This file is UTF-16 text. Save it as UTF-8 (in Excel: “CSV UTF-8”) and upload it again.";

function zipSentence(head: Buffer): string {
  const names = head.toString("latin1");
  return names.includes("xl/") || names.includes("[Content_Types].xml")
    ? "This is an Excel workbook (XLSX), not a CSV file. Save the sheet as “CSV UTF-8”."
    : "This is a ZIP archive, not a CSV file. Unpack it and upload the CSV inside.";
}

/** Text of one half NULs is UTF-16 without a mark. */
function refuseNulBytes(head: Buffer): void {
  const first = head.indexOf(0);
  if (first < 0) return;
  const start = head.subarray(0, 4_096);
  const nuls = start.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (nuls > start.length * 0.3 && nuls < start.length * 0.6) throw refused(UTF_16);
  throw refused(
    `This file has NUL bytes (the first is byte ${(first + 1).toLocaleString("en")}), which no text has. Export it again as CSV in UTF-8.`,
  );
}

function refuseMarkup(start: string): void {
  if (/^<!doctype html|^<html/i.test(start))
    throw refused(
      "This is a web page (HTML), not a CSV file. Often it is an error page that was saved in the file's place.",
    );
  if (/^<\?xml/i.test(start)) throw refused("This is XML, not a CSV file. Export the data as CSV.");
  if (/^(?:\{\s*["}]|\[\s*[[{\]]|\[\s*("[^"]*"|-?[0-9.]+)\s*,?\s*\n)/.test(start))
    throw refused("This is JSON, not a CSV file. Export the data as CSV.");
}

/** Throws unreadable_csv naming the line when the bytes are not UTF-8. A character that `bytes` cuts off at its end is none of theirs. */
export function decodeUtf8(bytes: Buffer): string {
  const whole = bytes.subarray(0, bytes.length - cutOff(bytes));
  if (isUtf8(whole)) return new TextDecoder("utf-8").decode(whole);
  const line = lineOfFirstFault(whole);
  throw refused(
    `Line ${line.toLocaleString("en")} is not UTF-8 text. Save the file as UTF-8 (in Excel: “CSV UTF-8”) and upload it again.`,
  );
}

/** How many bytes at the end begin a character that goes on behind them. */
function cutOff(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function lineOfFirstFault(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    line += 1;
    start = end + 1;
  }
  return line;
}

const refused = (sentence: string): AppError => new AppError("unreadable_csv", sentence);
