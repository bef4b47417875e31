"use client";

import { Text } from "@mantine/core";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { lookupPaths } from "#lib/schema/lookups.ts";
import { provedColumns } from "./read-as-cut.ts";
import { useProofs } from "./use-proofs.ts";
import { wholeRejects } from "./whole-fit.ts";

interface WholeRejectsProps {
  datasetId: string;
  recipe: Pick<Recipe, "dialect" | "columns" | "derived" | "errors">;
  inspection: InspectionView;
}

/** How many rows the draft's types would reject, once every row was read. */
export function WholeRejects({ datasetId, recipe, inspection }: WholeRejectsProps) {
  const { columns: proofs } = useProofs(datasetId, lookupPaths(recipe), inspection);
  const rejects = wholeRejects(recipe, provedColumns(recipe, proofs, inspection));
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
