import { ENCODING_NAMES } from "./encoding-names.ts";
import { repeatedNames } from "./header.ts";
import type { Sample } from "./sample.ts";

/** Of a packed file that was not read whole yet. */
export const UNSEEN_END = "Only its beginning was looked at: if its last lines are no data, say how many they are.";

/** What people should know about one file before they confirm how it is read. */
export function warningsOf(sample: Sample, columns: number): string[] {
  return [...warningsOfBytes(sample), ...warningsOfRows(sample, columns), ...warningsOfDialect(sample)];
}

function warningsOfBytes({ source, dialect }: Sample): string[] {
  const warnings: string[] = [];
  if (source.packing) warnings.push(`The file is compressed with ${source.packing} and is unpacked as it is read.`);
  if (source.packing && !source.isWhole) warnings.push(UNSEEN_END);
  if (dialect.encoding !== "utf-8") warnings.push(`The text is read as ${ENCODING_NAMES[dialect.encoding]}.`);
  if (source.found.hasStrayBytes && dialect.encoding === "utf-8")
    warnings.push("Some bytes are not UTF-8, unlike the rest of the file. Rows that hold them will be rejected.");
  return warnings;
}

function warningsOfRows({ rows, ragged, malformed }: Sample, columns: number): string[] {
  const warnings: string[] = [];
  if (rows.length === 0) warnings.push("There is a header but not a single row.");
  if (ragged > 0)
    warnings.push(
      `${ragged} of ${rows.length + ragged} sampled rows have another number of cells than the header's ${columns}. They will be rejected.`,
    );
  if (malformed > 0)
    warnings.push(
      `${malformed} of ${rows.length + ragged} sampled rows have text after a closing quotation mark. They will be rejected.`,
    );
  return warnings;
}

function warningsOfDialect({ dialect, header, remarks, footer }: Sample): string[] {
  const { skipLines, headerLines, quote, escape: escaped, newline, trailingDelimiter, footerLines, comment } = dialect;
  const warnings: string[] = [];
  for (const { name, count } of repeatedNames(header ?? []))
    warnings.push(
      `${count} columns are called “${name}”. From the second on they are numbered from left to right, “${name} (2)” and so on: make sure that they stand in this order in every file.`,
    );
  if (!header) warnings.push("The first row looks like data, so the columns were numbered.");
  if (skipLines > 0) warnings.push(`${lines("first", skipLines)} above the header will be left out.`);
  if (header && headerLines > 1) warnings.push(`The columns' names are made of ${headerLines} lines.`);
  if (remarks > 0) warnings.push(`Lines that begin with ${comment} will be left out.`);
  if (footerLines > 0) warnings.push(footerWarning(footer, footerLines));
  if (quote === "'") warnings.push("Cells are quoted with '.");
  if (escaped === "\\") warnings.push("A quotation mark inside quotes has a backslash before it.");
  if (newline === "mixed") warnings.push("Lines end in different ways (CRLF, LF or CR); each of them ends its line.");
  if (trailingDelimiter) warnings.push("Every row ends with one delimiter too many, which is left out.");
  return warnings;
}

/** Of the lines themselves, as far as they were seen. */
export const footerWarning = (footer: readonly string[][], footerLines = footer.length): string =>
  `${lines("last", footerLines)} will be left out${footer.length > 0 ? `: “${(footer[0] ?? []).join(" ").trim()}”` : ""}.`;

const lines = (which: string, count: number): string =>
  count === 1 ? `The ${which} line` : `The ${which} ${count} lines`;
