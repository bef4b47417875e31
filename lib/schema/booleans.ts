import { literal, literals } from "#lib/platform/engine/sql.ts";
import { EMPTY, type Format, fitting, SPACED } from "./format.ts";

/** Small letters stand for the common spellings of a word; what is written with capitals is meant exactly so. */
const spellings = (word: string): string[] =>
  word === word.toLowerCase() ? [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)] : [word];

/** "yes/no", or with several words for each "yes|ja/no|nein". Undefined when a word stands for both. */
export function findBoolean(name: string): Format | undefined {
  const sides = name.split("/").map((side) => side.split("|"));
  const [yes, no] = sides;
  if (!yes || !no || sides.length !== 2 || [...yes, ...no].some((word) => word === "")) return undefined;
  const trues = [...new Set(yes.flatMap(spellings))];
  const falses = [...new Set(no.flatMap(spellings))];
  if (trues.some((word) => falses.includes(word))) return undefined;
  const otherwise = `neither ${yes.join(" or ")} nor ${no.join(" or ")}`;
  return {
    type: "boolean",
    name,
    example: yes[0] ?? "",
    grammar: [...trues, ...falses].map(escaped).join("|"),
    explanations: [EMPTY, SPACED],
    otherwise,
    read: (text) => fitting(trues.includes(text) ? "true" : "false"),
    sql: { type: "BOOLEAN", value: (cell) => `${cell} IN (${literals(trues)})`, failure: () => literal(otherwise) },
    needs: ["a-person"],
  };
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}]/g, "\\$&");

export const BOOLEANS: readonly Format[] = ["true/false", "t/f", "yes/no", "y/n", "1/0"].flatMap(
  (name) => findBoolean(name) ?? [],
);
