import { NativeSelect } from "@mantine/core";
import { plural } from "#lib/platform/format.ts";
import { type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";
import { formatsOf } from "#lib/schema/formats.ts";
import type { InspectedColumn } from "#lib/schema/inspection.ts";

interface FormatSelectProps {
  column: Pick<RecipeColumn, "type" | "format">;
  found: InspectedColumn;
  onChange: (format: string) => void;
}

/** The formats of the column's type; what was found in the sample comes first, with how much of it fits. */
export function FormatSelect({ column, found, onChange }: FormatSelectProps) {
  const candidates = found.candidates.filter(({ type }) => type === column.type).sort((a, b) => b.fits - a.fits);
  const names = new Set([...candidates.map(({ format }) => format), column.format]);
  const others = formatsOf(column.type).filter(({ name }) => !names.has(name));
  const fitted = [...names].map((name) => {
    if (name === UNANSWERED) return { value: name, label: "to be decided" };
    const misfits = candidates.find(({ format }) => format === name)?.misfits ?? 0;
    return { value: name, label: misfits > 0 ? `${name} (${plural(misfits, "misfit")})` : name };
  });
  return (
    <NativeSelect
      size="xs"
      label="Format"
      data={[...fitted, ...others.map(({ name, example }) => ({ value: name, label: `${name}, as in ${example}` }))]}
      value={column.format}
      disabled={fitted.length + others.length < 2}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
