"use client";

import { Text } from "@mantine/core";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { useProofs } from "./use-proofs.ts";
import { provedColumns, wholeRejects } from "./whole-fit.ts";

/** How many rows the draft's types would reject, once every row was read. */
export function WholeRejects({
  datasetId,
  recipe,
}: {
  datasetId: string;
  recipe: Pick<Recipe, "dialect" | "columns">;
}) {
  const { columns: proofs } = useProofs(datasetId);
  const rejects = wholeRejects(recipe.columns, provedColumns(recipe, proofs));
  if (!rejects) return null;
  const { least, most, setAside } = rejects;
  return (
    <Text className="numbers" mb="md" c={most > 0 ? "var(--warning-text)" : undefined}>
      Every row was read:{" "}
      {most === 0
        ? "none would be rejected."
        : `${least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`} would be rejected`}
      {most > 0 && (setAside > 0 ? `, ${plural(setAside, "row")} of them because of their cells or quotes.` : ".")}
    </Text>
  );
}
