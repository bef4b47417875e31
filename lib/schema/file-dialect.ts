import type { Dialect } from "./contract.ts";
import type { Inspection } from "./inspection.ts";

/**
 * How one file of a dataset is cut: as its own inspection found it, but for what a person decided for every file. A
 * file of which only ASCII was seen is in the encoding that was decided; one whose letters prove theirs keeps it.
 */
export function fileDialect(recipe: Dialect, own: Pick<Inspection, "dialect" | "isAscii"> | undefined): Dialect {
  if (!own) return { ...recipe, doubts: [] };
  const isProved = !own.isAscii && !own.dialect.doubts.includes("encoding");
  const decided = Object.entries(recipe.decisions).flatMap(([part, how]) =>
    how === "as-written" && !(part === "encoding" && isProved) ? [part] : [],
  );
  const written = Object.fromEntries(Object.entries(recipe).filter(([part]) => decided.includes(part)));
  return { ...own.dialect, ...written, doubts: [] };
}
