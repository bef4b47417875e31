import { type Dialect, DialectPart, type Recipe } from "#lib/schema/contract.ts";
import { fileDialect } from "#lib/schema/file-dialect.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { ColumnProof } from "#lib/schema/profile/contract.ts";

type Cuts = Pick<InspectionView, "cuts">;

/** The proofs that hold for a recipe: none where a person would have files cut otherwise than they were read. */
export const provedColumns = (recipe: Pick<Recipe, "dialect">, proofs: ColumnProof[], found: Cuts): ColumnProof[] =>
  cutOtherwise(recipe, found).length === 0 ? proofs : [];

/** What rows that are cut otherwise say of a column proves nothing. */
export const unproved = <Found extends { isWhole?: boolean | undefined }>(column: Found): Found => ({
  ...column,
  isWhole: false,
});

/** The parts of the cut that a person decided otherwise than some file was read. Every kind of newline ends a row, so that is none. */
export function cutOtherwise({ dialect }: Pick<Recipe, "dialect">, { cuts = [] }: Cuts): DialectPart[] {
  const differs = (part: DialectPart) => cuts.some((own) => fileDialect(dialect, own)[part] !== own.dialect[part]);
  return decidedParts(dialect).filter(differs);
}

const decidedParts = ({ decisions }: Dialect): DialectPart[] =>
  DialectPart.options.filter((part) => decisions[part] === "as-written");
