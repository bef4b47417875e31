import type { Dialect, DialectPart } from "#lib/schema/contract.ts";

/** A dialect in which a person has said what one part is, for every file. */
export function decidePart<Part extends DialectPart>(dialect: Dialect, part: Part, value: Dialect[Part]): Dialect {
  return {
    ...dialect,
    [part]: value,
    doubts: dialect.doubts.filter((doubt) => doubt !== part),
    decisions: { ...dialect.decisions, [part]: "as-written" },
  };
}

/** What each file shows counts again; where that leaves a part open, it is asked again. */
export function takeBackPart(dialect: Dialect, found: Dialect, part: DialectPart): Dialect {
  const { [part]: _, ...others } = dialect.decisions;
  const isOpen = found.doubts.includes(part);
  return {
    ...dialect,
    [part]: found[part],
    doubts: isOpen ? [...new Set([...dialect.doubts, part])] : dialect.doubts,
    // Said aloud, so that a recipe confirmed before does not decide it again.
    decisions: isOpen ? others : { ...others, [part]: "as-found" },
  };
}

export const isDecided = ({ decisions }: Dialect, part: DialectPart): boolean => decisions[part] === "as-written";

/** In the order in which they are shown. */
export const PARTS: readonly DialectPart[] = [
  "encoding",
  "delimiter",
  "quote",
  "escape",
  "skipLines",
  "hasHeader",
  "headerLines",
  "footerLines",
  "comment",
  "trailingDelimiter",
];
