import { Table, Text } from "@mantine/core";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import type { InspectionView, RecipeColumn } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { Draft } from "./draft.ts";
import { ParsedCell } from "./parsed-cell.tsx";
import classes from "./preview-grid.module.css";

const NUMERIC = new Set(["integer", "decimal", "number"]);
const COLUMN_PX = 220;

/** The first rows of one file, each kept column as it stands there and as it will be. */
export function PreviewGrid({ preview, draft }: { preview: InspectionView["preview"]; draft: Draft }) {
  const columns = keptColumns(preview.header, draft);
  return (
    <>
      <Text size="sm" c="dimmed" mb={6}>
        First rows of <span className="raw">{preview.file}</span>: as written, and as they will be
      </Text>
      <ScrollTable
        label="Preview"
        minWidth={columns.length * COLUMN_PX}
        maxHeight={620}
        className={classes.grid}
        verticalSpacing={3}
        stickyHeader
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ column }) => (
              <Table.Th key={column.source} scope="colgroup" colSpan={2} className={classes.group}>
                {column.name || column.source}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row of a file is known by its place
            <Table.Tr key={at}>
              {columns.map(({ column, index }) => (
                <CellPair key={column.source} raw={row[index] ?? ""} column={column} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </>
  );
}

const CellPair = ({ raw, column }: { raw: string; column: RecipeColumn }) => (
  <>
    <td className={classes.raw}>{raw}</td>
    <td className={classes.parsed} data-numeric={NUMERIC.has(column.type)}>
      <ParsedCell raw={raw} column={column} />
    </td>
  </>
);

function keptColumns(header: string[], { recipe }: Draft): { column: RecipeColumn; index: number }[] {
  const places = new Map(header.map((name, index) => [normalName(name), index]));
  return recipe.columns.flatMap((column) => {
    const index = places.get(normalName(column.source));
    return index === undefined || column.ignored ? [] : [{ column, index }];
  });
}
