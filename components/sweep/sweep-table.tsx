"use client";

import { Table, UnstyledButton } from "@mantine/core";
import { useMemo, useState } from "react";
import { NumberCell } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { type SweepLine, sortLines, sweepColumns, sweepLines } from "#lib/charts/sweep-lines.ts";
import type { SweepPoint } from "#lib/strategy/sweep/contract.ts";

interface Order {
  column: string;
  descending: boolean;
}

/** Every point with its numbers, in the order asked for until a column is pressed. */
export function SweepTable({ points, note }: { points: SweepPoint[]; note?: string }) {
  const [order, setOrder] = useState<Order | null>(null);
  const columns = useMemo(() => sweepColumns(points), [points]);
  const lines = useMemo(() => sweepLines(points), [points]);
  const shown = order ? sortLines(lines, order.column, order.descending) : lines;
  const sortBy = (column: string) =>
    setOrder({ column, descending: order?.column === column ? !order.descending : true });
  return (
    <Section title="Every parameter set" note={note}>
      <ScrollTable label="Every parameter set" minWidth={760} maxHeight={640} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <SortHead key={column} column={column} order={order} onPress={() => sortBy(column)} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </Table.Tbody>
      </ScrollTable>
    </Section>
  );
}

function SortHead({ column, order, onPress }: { column: string; order: Order | null; onPress: () => void }) {
  const isHere = order?.column === column;
  const direction = isHere ? (order.descending ? "descending" : "ascending") : "none";
  return (
    <Table.Th scope="col" className="number-cell" aria-sort={direction}>
      <UnstyledButton fz="inherit" fw="inherit" onClick={onPress}>
        {column}
        <span aria-hidden="true">{isHere ? (order.descending ? " ↓" : " ↑") : ""}</span>
      </UnstyledButton>
    </Table.Th>
  );
}

const Line = ({ line: { cells } }: { line: SweepLine }) => (
  <Table.Tr>
    {cells.map(({ name, text }) => (
      <NumberCell key={name}>{text}</NumberCell>
    ))}
  </Table.Tr>
);
