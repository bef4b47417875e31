import { Table } from "@mantine/core";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatCount, UNKNOWN } from "#lib/platform/format.ts";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { ColumnRules } from "./column-rules.tsx";
import type { Draft } from "./draft.ts";
import { originOf, ROLE_WORDS, TYPE_WORDS } from "./words.ts";

/** The answer in one table, with what would be rejected of what was read. */
export const CheckColumns = ({ draft, inspection }: { draft: Draft; inspection: InspectionView }) => (
  <Section title="Columns">
    <ScrollTable label="Columns" minWidth={680}>
      <Table.Thead>
        <Table.Tr>
          <Head>Name</Head>
          <Head>In the files</Head>
          <Head>Type</Head>
          <Head>Format</Head>
          <Head>Role</Head>
          <NumberHead>{isWhole(inspection) ? "Misfits in all rows" : "Misfits in the samples"}</NumberHead>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {draft.recipe.columns.map((column) => (
          <ColumnRow key={column.source} column={column} misfits={misfitsOf(column, inspection)} />
        ))}
        {draft.recipe.derived.map((column) => (
          <Table.Tr key={column.name}>
            <Table.Th scope="row">{column.name}</Table.Th>
            <Table.Td>{originOf(column)}</Table.Td>
            <Table.Td>{TYPE_WORDS.text}</Table.Td>
            <Table.Td>{UNKNOWN}</Table.Td>
            <Table.Td>{ROLE_WORDS[column.role]}</Table.Td>
            <NumberCell>{UNKNOWN}</NumberCell>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  </Section>
);

function ColumnRow({ column, misfits }: { column: RecipeColumn; misfits: number | undefined }) {
  const { name, source, type, format, role, ignored } = column;
  return (
    <Table.Tr c={ignored ? "dimmed" : undefined}>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td className="raw">{source}</Table.Td>
      <Table.Td>
        {ignored ? "ignored" : TYPE_WORDS[type]}
        <ColumnRules column={column} />
      </Table.Td>
      <Table.Td className="raw">{ignored ? UNKNOWN : format}</Table.Td>
      <Table.Td>{role === "none" || ignored ? UNKNOWN : ROLE_WORDS[role]}</Table.Td>
      <NumberCell>
        <span className={misfits && !ignored ? "rejected" : undefined}>{ignored ? UNKNOWN : formatCount(misfits)}</span>
      </NumberCell>
    </Table.Tr>
  );
}

const isWhole = ({ columns }: InspectionView): boolean => columns.every((column) => column.isWhole);

function misfitsOf({ source, type, format }: RecipeColumn, { columns }: InspectionView): number | undefined {
  const found = columns.find((column) => column.source === source);
  return found?.candidates.find((candidate) => candidate.type === type && candidate.format === format)?.misfits;
}
