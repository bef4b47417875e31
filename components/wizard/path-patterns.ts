/** Ways a value usually stands in a file's name, the most usual first. */
export const PATH_PATTERNS = [
  { words: "The whole name", pattern: "([^/]+?)(?:\\.[^./]*)?$" },
  { words: "The name up to the first - _ or space", pattern: "([^/\\-_ .]+)[^/]*$" },
  { words: "The name after the last - _ or space", pattern: "([^/\\-_ .]+)(?:\\.[^./]*)?$" },
  { words: "The folder", pattern: "([^/]+)/[^/]+$" },
] as const;

/** The words of a known pattern; undefined for one of a person's own. */
export const wordsOfPattern = (pattern: string): string | undefined =>
  PATH_PATTERNS.find((known) => known.pattern === pattern)?.words;
