import { Button } from "@mantine/core";
import type { DerivedColumn } from "#lib/schema/contract.ts";
import { type Draft, dropDerived } from "./draft.ts";

interface RemoveColumnProps {
  draft: Draft;
  column: DerivedColumn;
  onChange: (draft: Draft) => void;
}

/** Takes away a column that no file has. */
export const RemoveColumn = ({ draft, column, onChange }: RemoveColumnProps) => (
  <Button variant="default" onClick={() => onChange(dropDerived(draft, column))} aria-label={`Remove ${column.name}`}>
    Remove
  </Button>
);
