import { AppError } from "#lib/platform/errors.ts";
import { decodeWhole } from "./bytes/characters.ts";
import type { Dialect, DialectPart } from "./contract.ts";
import { shortened } from "./fits.ts";
import type { Example } from "./inspection.ts";
import { cutAgain, type Sample } from "./sample.ts";

const EXAMPLES = 3;
const EXAMPLE_BYTES = 40;

/** The sample under every other dialect that it could have, as far as the bytes leave it open, each with the part that differs. */
export function alternativesOf(sample: Sample): { part: DialectPart; sample: Sample }[] {
  return sample.dialect.doubts.flatMap((part) =>
    changesOf(part, sample).flatMap((change) => {
      const other = cutIfPossible(sample, change);
      return other ? { part, sample: other } : [];
    }),
  );
}

function changesOf(part: DialectPart, { dialect, source }: Sample): Partial<Dialect>[] {
  if (part === "encoding")
    return source.found.candidates.filter((one) => one !== dialect.encoding).map((encoding) => ({ encoding }));
  if (part === "hasHeader") return [{ hasHeader: !dialect.hasHeader }];
  return part === "footerLines" ? [{ footerLines: 0 }] : [];
}

/** Another encoding may make two names of a header the same. */
function cutIfPossible(sample: Sample, change: Partial<Dialect>): Sample | undefined {
  try {
    return cutAgain(sample, { ...sample.dialect, ...change });
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** What the sample's dialect makes of a part that is in doubt. */
export function examplesOf(part: DialectPart, sample: Sample): Example[] {
  const { header, rows } = sample;
  if (part === "encoding") return encodingExamples(sample);
  if (part === "hasHeader")
    return [header ? { raw: header.join(" "), parsed: "names" } : { raw: (rows[0] ?? []).join(" "), parsed: "a row" }];
  if (part !== "footerLines") return [];
  return sample.dialect.footerLines > 0
    ? footerExamples(sample.footer, "left out")
    : footerExamples(rows.slice(-EXAMPLES).reverse(), "kept as a row");
}

/** Words with letters beyond ASCII, byte by byte, and what they are in the sample's encoding. */
function encodingExamples({ source, dialect }: Sample): Example[] {
  const words = source.bytes.toString("latin1").matchAll(/[^\r\n\t,;"]*[\x80-\xff][^\r\n\t,;"]*/g);
  const seen = new Set<string>();
  for (const [word] of words) {
    if (word.length <= EXAMPLE_BYTES) seen.add(word);
    if (seen.size === EXAMPLES) break;
  }
  return [...seen].map((word) => {
    const raw = word.replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
    return { raw, parsed: decodeWhole(Buffer.from(word, "latin1"), dialect.encoding) ?? "nothing" };
  });
}

/** The first few of a file's last lines, and what becomes of them. */
export const footerExamples = (lines: readonly string[][], parsed: "left out" | "kept as a row"): Example[] =>
  lines.slice(0, EXAMPLES).map((line) => ({ raw: shortened(line.join(" ").trim()), parsed }));
