import type { Format } from "./format.ts";
import { fitsText } from "./formats.ts";
import type { Candidate } from "./inspection.ts";

/** After this many different values a format that fitted none of them is not tried further. */
const PATIENCE = 200;
const EXAMPLES = 3;
const SHOWN_CHARACTERS = 120;

/** How much of a column each format fits, those that fit nothing left out; `count` says how often a text occurs. */
export function countFits(
  formats: readonly Format[],
  texts: readonly string[],
  count: (text: string) => number,
): Candidate[] {
  const marks = marksIn(texts);
  const fitting = new Map<string, Uint8Array>();
  return formats.flatMap((format) => {
    if ([...(format.marks ?? "")].some((mark) => !marks.has(mark))) return [];
    const covered = format.covers ? fitting.get(`${format.type} ${format.covers}`) : undefined;
    const fits = fitsOf(format, texts, covered);
    if (!fits) return [];
    fitting.set(`${format.type} ${format.name}`, fits);
    return candidateOf(format, texts, fits, count);
  });
}

/** Every character that occurs, all letters as "a". */
function marksIn(texts: readonly string[]): Set<string> {
  const characters = new Set(texts.flatMap((text) => [...text.slice(0, SHOWN_CHARACTERS)]));
  if ([...characters].some((character) => /[A-Za-z]/.test(character))) characters.add("a");
  return characters;
}

/** 1 for each text that fits; undefined when none does. */
function fitsOf(format: Format, texts: readonly string[], covered: Uint8Array | undefined): Uint8Array | undefined {
  const fits = new Uint8Array(texts.length);
  let any = false;
  for (const [at, text] of texts.entries()) {
    if (covered?.[at] === 1 || fitsText(text, format)) {
      fits[at] = 1;
      any = true;
    } else if (!any && at >= PATIENCE) return undefined;
  }
  return any ? fits : undefined;
}

function candidateOf(
  { type, name }: Format,
  texts: readonly string[],
  fits: Uint8Array,
  count: (text: string) => number,
): Candidate {
  const found: Candidate = { type, format: name, fits: 0, misfits: 0, misfitExamples: [] };
  for (const [at, text] of texts.entries()) {
    if (fits[at] === 1) found.fits += count(text);
    else {
      found.misfits += count(text);
      if (found.misfitExamples.length < EXAMPLES) found.misfitExamples.push(shortened(text));
    }
  }
  return found;
}

/** A cell may be two megabytes long; people need its beginning. */
export const shortened = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
