import type { Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import type { InspectedColumn } from "#lib/schema/inspection.ts";
import type { ColumnProof, ProfiledFormat } from "#lib/schema/profile/contract.ts";
import { familyOf } from "#lib/schema/readings.ts";
import { isStandIn } from "#lib/schema/stand-ins.ts";

/** What whole files say about a column as a draft reads it; undefined where that was not counted. */
export function wholeFit(column: RecipeColumn, proof: ColumnProof | undefined): ProfiledFormat | undefined {
  const counted = proof?.formats.find(({ type, format }) => type === column.type && format === column.format);
  return proof && counted && isReadAlike(column, proof) ? counted : undefined;
}

/** Typed columns were counted with empty cells, and every text that stands for no value, as nulls, and nothing trimmed. */
function isReadAlike({ type, trim, nullTokens }: RecipeColumn, { standIns }: ColumnProof): boolean {
  if (type === "text") return true;
  const missing = ["", ...standIns.texts].filter((text) => !nullTokens.includes(text));
  return !trim && missing.length === 0 && nullTokens.every((token) => token === "" || isStandIn(token));
}

export type Level = "proved" | "likely" | "ambiguous";

/** Proved: every row of every file was read, all values fit, and nothing of another kind does as well. */
export function levelOf(found: InspectedColumn): Level {
  if (found.confidence === "ambiguous") return "ambiguous";
  const { type, format } = found.proposed;
  const isProposed = (other: { type: string; format: string }) => other.type === type && other.format === format;
  const fitsAll = found.candidates.some((one) => isProposed(one) && one.misfits === 0);
  const rivals = found.candidates.filter(
    (other) => other.type !== "text" && familyOf(other.type) !== familyOf(type) && other.fits > 0,
  );
  return found.isWhole && fitsAll && rivals.every(({ misfits }) => misfits > 0) ? "proved" : "likely";
}

/** Rows that the draft's types would reject: more than one column may reject the same row, and some only lose the value. */
export function wholeRejects(
  { columns, errors }: Pick<Recipe, "columns" | "errors">,
  proofs: readonly ColumnProof[],
): { least: number; most: number; setAside: number } | undefined {
  const kept = columns.filter(({ ignored }) => !ignored);
  const known = kept.flatMap((column) => {
    const proof = proofs.find(({ source }) => source === column.source);
    const fit = proof?.isWhole ? wholeFit(column, proof) : undefined;
    return proof && fit ? [{ misfits: isNulled(column, errors) ? 0 : fit.misfits, setAside: proof.setAside }] : [];
  });
  if (known.length < kept.length || kept.length === 0) return undefined;
  const setAside = Math.max(...known.map((one) => one.setAside));
  const misfits = known.map((one) => one.misfits);
  return {
    least: setAside + Math.max(...misfits),
    most: setAside + misfits.reduce((sum, count) => sum + count, 0),
    setAside,
  };
}

const isNulled = ({ role, misfits }: RecipeColumn, errors: Recipe["errors"]): boolean =>
  role !== "date" && role !== "ticker" && (misfits ? misfits === "discard_value" : errors?.policy === "null");
