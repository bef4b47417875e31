import { Table } from "@mantine/core";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import type { TableTwin } from "#lib/charts/chart-model.ts";

const COLUMN_PX = 110;
const ROOM_PX = 320;

/** The numbers of a chart, for people who would rather read them. */
export function ChartTable({ label, table }: { label: string; table: TableTwin }) {
  return (
    <ScrollTable
      label={label}
      aria-label={label}
      minWidth={table.columns.length * COLUMN_PX}
      maxHeight={ROOM_PX}
      stickyHeader
    >
      <Table.Thead>
        <Table.Tr>
          {table.columns.map(({ name, numeric }) => (
            <Table.Th key={name} scope="col" className={numeric ? "number-cell" : undefined}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {table.rows.map((cells) => (
          <Table.Tr key={cells.join("|")}>
            {table.columns.map(({ name, numeric }, i) =>
              i === 0 ? (
                <Table.Th key={name} scope="row" fw={400}>
                  {cells[i]}
                </Table.Th>
              ) : (
                <Table.Td key={name} className={numeric ? "number-cell" : undefined}>
                  {cells[i]}
                </Table.Td>
              ),
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
