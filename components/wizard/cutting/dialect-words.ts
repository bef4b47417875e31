import type { Dialect, DialectPart, Encoding } from "#lib/schema/contract.ts";
import { ENCODING_NAMES } from "#lib/schema/encoding-names.ts";

export const PART_WORDS: Record<DialectPart, string> = {
  encoding: "Encoding",
  delimiter: "Delimiter",
  quote: "Quotation mark",
  escape: "A quotation mark inside quotes",
  skipLines: "Lines above the header",
  hasHeader: "Names of columns",
  headerLines: "Lines of the header",
  footerLines: "Lines at the end that are no data",
  comment: "Remarks begin with",
  trailingDelimiter: "A delimiter at the end of rows",
};

interface Choice {
  value: string;
  label: string;
}

const encodingLabel = (encoding: Encoding): string =>
  encoding === "utf-16le" ? "UTF-16 LE" : encoding === "utf-16be" ? "UTF-16 BE" : ENCODING_NAMES[encoding];

const ENCODINGS: readonly Encoding[] = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "latin-1", "shift-jis", "gbk"];

/** Parts that are one of a few; the others are numbers. */
export const PART_CHOICES: Partial<Record<DialectPart, Choice[]>> = {
  encoding: ENCODINGS.map((value) => ({ value, label: encodingLabel(value) })),
  delimiter: [
    { value: ",", label: "Comma ," },
    { value: ";", label: "Semicolon ;" },
    { value: "\t", label: "Tab" },
    { value: "|", label: "Bar |" },
  ],
  quote: [
    { value: '"', label: 'Double "' },
    { value: "'", label: "Single '" },
    { value: "", label: "None: it means nothing" },
  ],
  escape: [
    { value: '"', label: "Doubled" },
    { value: "\\", label: "After a backslash" },
  ],
  hasHeader: [
    { value: "true", label: "In the file" },
    { value: "false", label: "None: columns are numbered" },
  ],
  comment: [
    { value: "", label: "Nothing: there are none" },
    ...["#", "//", "--", "%", ";"].map((value) => ({ value, label: value })),
  ],
  trailingDelimiter: [
    { value: "false", label: "Begins another column" },
    { value: "true", label: "Is one too many" },
  ],
};

export const PART_LIMITS: Partial<Record<DialectPart, { min: number; max: number }>> = {
  skipLines: { min: 0, max: 100 },
  headerLines: { min: 1, max: 5 },
  footerLines: { min: 0, max: 100 },
};

/** As the choices write it: a quote is doubled unless a backslash speaks. */
export const partValue = (dialect: Dialect, part: DialectPart): string =>
  part === "escape" && dialect.escape !== "\\" ? '"' : String(dialect[part]);

/** A part's value for people. */
export function partWords(dialect: Dialect, part: DialectPart): string {
  const value = partValue(dialect, part);
  return PART_CHOICES[part]?.find((choice) => choice.value === value)?.label ?? value;
}

export const NEWLINE_WORDS: Record<Dialect["newline"], string> = {
  lf: "a line feed (LF)",
  crlf: "carriage return and line feed (CRLF)",
  cr: "a carriage return (CR)",
  mixed: "CRLF, LF and CR, mixed",
};

const NEWLINE_NAMES: Record<Dialect["newline"], string> = { lf: "LF", crlf: "CRLF", cr: "CR", mixed: "mixed" };

/** How a file is cut, in one line. */
export function dialectSummary(dialect: Dialect): string {
  const { skipLines, hasHeader, footerLines } = dialect;
  return [
    partWords(dialect, "encoding"),
    partWords(dialect, "delimiter").toLowerCase(),
    dialect.quote === "" ? "no quotes" : `quotes ${dialect.quote}`,
    `newlines ${NEWLINE_NAMES[dialect.newline]}`,
    hasHeader ? "named columns" : "columns without names",
    ...(skipLines > 0 ? [`${skipLines} lines above`] : []),
    ...(footerLines > 0 ? [`${footerLines} lines below`] : []),
  ].join(" · ");
}
