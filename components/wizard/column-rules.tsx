import { Text } from "@mantine/core";
import type { RecipeColumn } from "#lib/schema/contract.ts";

/** What a recipe says of files in which a column is missing, has another name, or does not fit; nothing where it says no more than usual. */
export function ColumnRules({ column }: { column: RecipeColumn }) {
  const rules = rulesOf(column);
  return (
    rules.length > 0 && (
      <Text size="xs" c="dimmed">
        {rules.join("; ")}
      </Text>
    )
  );
}

const MISFITS = {
  discard_row: "rows that do not fit are rejected",
  discard_value: "values that do not fit are set to null",
  freeze: "files that do not fit are refused",
} as const;

function rulesOf({ ignored, present, aliases = [], missing, misfits, type }: RecipeColumn): string[] {
  if (ignored) return present === "freeze" ? ["files with it are refused"] : [];
  return [
    ...(aliases.length > 0 ? [`also ${aliases.map((name) => `“${name}”`).join(", ")}`] : []),
    ...(missing === "evolve" ? ["no value in files without it"] : []),
    ...(misfits && type !== "text" ? [MISFITS[misfits]] : []),
  ];
}
