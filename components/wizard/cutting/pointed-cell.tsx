import { Text } from "@mantine/core";
import type { PreviewRow } from "#lib/schema/cutting/contract.ts";
import { ParsedCell } from "../parsed-cell.tsx";
import type { GridColumn } from "./grid-columns.ts";

/** The cell that the cursor points at in full: what stands there, and what it becomes or why it cannot. */
export const PointedCell = ({ column: { index, source, column }, row }: { column: GridColumn; row: PreviewRow }) => (
  <Text size="xs" mt={4} style={{ overflowWrap: "anywhere" }}>
    {source}
    {row.number !== null && `, row ${row.number.toLocaleString("en")}`}:{" "}
    <span className="raw">{row.cells[index] || "(empty)"}</span> →{" "}
    {column.ignored ? "left out" : <ParsedCell raw={row.cells[index] ?? ""} column={column} />}
  </Text>
);
