"use client";

import { Button, Center, Table, Text } from "@mantine/core";
import { useState } from "react";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Misfit, MisfitList } from "#lib/convert/contract.ts";
import { formatCount, plural } from "#lib/platform/format.ts";

const SHOWN_FIRST = 50;
const WHOLE_ROW = "the whole row";

interface MisfitTableProps {
  title: string;
  list: MisfitList;
  outcome: Misfit["outcome"];
}

/** Counts by file, column and reason, each with examples and where they stand. */
export function MisfitTable({ title, list, outcome }: MisfitTableProps) {
  const [shown, setShown] = useState(SHOWN_FIRST);
  const misfits = list.misfits.filter((misfit) => misfit.outcome === outcome);
  if (misfits.length === 0) return null;
  const left = list.total - list.misfits.length;
  return (
    <Section title={title} note={left > 0 ? `the ${formatCount(list.misfits.length)} most frequent kinds` : undefined}>
      <ScrollTable label={title} minWidth={760}>
        <Table.Thead>
          <Table.Tr>
            <Head>File</Head>
            <Head>Column</Head>
            <Head>Reason</Head>
            <NumberHead>{outcome === "nulled" ? "Values" : "Times"}</NumberHead>
            <Head>Examples</Head>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {misfits.slice(0, shown).map((misfit) => (
            <MisfitRow key={JSON.stringify([misfit.file, misfit.column, misfit.reason])} misfit={misfit} />
          ))}
        </Table.Tbody>
      </ScrollTable>
      {misfits.length > shown && (
        <Center mt="sm">
          <Button variant="default" onClick={() => setShown(misfits.length)}>
            Show all {plural(misfits.length, "kind")}
          </Button>
        </Center>
      )}
    </Section>
  );
}

const MisfitRow = ({
  misfit: { file, column, reason, count, examples },
}: {
  misfit: MisfitList["misfits"][number];
}) => (
  <Table.Tr>
    <Table.Th scope="row" fw={500} maw={260} style={{ overflowWrap: "anywhere" }}>
      {file}
    </Table.Th>
    <Table.Td className={column === "" ? undefined : "raw"}>{column || WHOLE_ROW}</Table.Td>
    <Table.Td>{reason}</Table.Td>
    <NumberCell>{formatCount(count)}</NumberCell>
    <Table.Td maw={420}>
      <ul className="plain-list">
        {examples.map(({ row, value }) => (
          <li key={row} style={{ overflowWrap: "anywhere" }}>
            <Text span size="sm" c="dimmed">
              row {formatCount(row)}:
            </Text>{" "}
            <span className="raw">{value === "" ? "(empty)" : value}</span>
          </li>
        ))}
      </ul>
    </Table.Td>
  </Table.Tr>
);
