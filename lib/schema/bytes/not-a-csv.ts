import { AppError } from "#lib/platform/errors.ts";
import { byteOrderMark, utf16Pattern } from "./characters.ts";

/** First bytes of files that are no text, and what to say about them. */
const SIGNATURES: readonly (readonly [bytes: string, what: string, advice: string])[] = [
  ["%PDF-", "a PDF", "Export its tables as CSV"],
  ["\x89PNG", "a PNG picture", "Upload the data as CSV"],
  ["\xff\xd8\xff", "a JPEG picture", "Upload the data as CSV"],
  ["GIF8", "a GIF picture", "Upload the data as CSV"],
  ["BZh", "compressed with bzip2", "Unpack it and upload the CSV inside"],
  ["\xfd7zXZ", "compressed with xz", "Unpack it and upload the CSV inside"],
  ["\x04\x22\x4d\x18", "compressed with lz4", "Unpack it and upload the CSV inside"],
  ["\xff\x06\x00\x00sNaPpY", "compressed with snappy", "Unpack it and upload the CSV inside"],
  ["\x1f\x9d", "compressed with compress", "Unpack it and upload the CSV inside"],
  ["RIFF", "a sound, a film or a picture", "Upload the data as CSV"],
  ["\x7fELF", "a program", "Upload the data as CSV"],
  ["MZ\x90", "a program", "Upload the data as CSV"],
  ["ORC", "an ORC file", "Upload the CSV it was made from"],
  ["Obj\x01", "an Avro file", "Upload the CSV it was made from"],
  ["\x89HDF", "an HDF5 file", "Export its tables as CSV"],
  ["bplist", "a property list", "Export the data as CSV"],
  ["7z\xbc\xaf", "a 7-Zip archive", "Unpack it and upload the CSV inside"],
  ["Rar!", "a RAR archive", "Unpack it and upload the CSV inside"],
  ["PAR1", "a Parquet file", "Upload the CSV it was made from"],
  ["ARROW1", "an Arrow file", "Export it as CSV"],
  ["SQLite format 3", "an SQLite database", "Export its tables as CSV"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook (XLS)", "Save the sheet as “CSV UTF-8”"],
  ["{\\rtf", "a text document (RTF)", "Save the data as CSV"],
];

/** Throws unreadable_csv, in the user's words, when a file's first bytes cannot be the beginning of a text that is a table. */
export function refuseOtherFiles(head: Buffer): void {
  const latin = head.toString("latin1", 0, 4_096);
  const known = SIGNATURES.find(([bytes]) => latin.startsWith(bytes));
  if (known) throw refused(`This is ${known[1]}, not a CSV file. ${known[2]}.`);
  if (latin.startsWith("PK\x03\x04")) throw refused(zipSentence(head));
  if (latin.slice(257, 262) === "ustar")
    throw refused("This is a TAR archive, not a CSV file. Unpack it and upload the CSV inside.");
  const isWide = byteOrderMark(head)?.encoding.startsWith("utf-16") ?? utf16Pattern(head) !== undefined;
  if (!isWide) refuseNulBytes(head);
  refuseMarkup(startOfText(latin));
}

/** Markup begins with ASCII, in one byte or in two to a letter. */
const startOfText = (latin: string): string =>
  latin
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "")
    .replaceAll("\0", "")
    .trimStart();

function zipSentence(head: Buffer): string {
  const names = head.toString("latin1");
  return names.includes("xl/") || names.includes("[Content_Types].xml")
    ? "This is an Excel workbook (XLSX), not a CSV file. Save the sheet as “CSV UTF-8”."
    : "This is a ZIP archive, not a CSV file. Unpack it and upload the CSV inside.";
}

function refuseNulBytes(head: Buffer): void {
  const first = head.indexOf(0);
  if (first < 0) return;
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

const refused = (sentence: string): AppError => new AppError("unreadable_csv", sentence);
