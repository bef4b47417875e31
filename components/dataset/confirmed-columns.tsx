"use client";

import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { SaveRecipe } from "#components/recipes/save-recipe.tsx";
import { Head } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { ColumnRules } from "#components/wizard/column-rules.tsx";
import { originOf, ROLE_WORDS, TYPE_WORDS } from "#components/wizard/words.ts";
import { UNKNOWN } from "#lib/platform/format.ts";
import { inspectionQuery } from "#lib/schema/client.ts";
import type { DerivedColumn, Recipe, RecipeColumn } from "#lib/schema/contract.ts";

export function ConfirmedColumns({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(inspectionQuery(datasetId));
  if (!data?.confirmed) return null;
  return (
    <Section
      title="Columns"
      note={`recipe version ${data.confirmed.version}`}
      aside={
        <TextLink size="sm" href={`/datasets/${datasetId}/columns`}>
          Change the columns
        </TextLink>
      }
    >
      <Columns recipe={data.confirmed.recipe} />
      <SaveRecipe datasetId={datasetId} />
    </Section>
  );
}

const Columns = ({ recipe }: { recipe: Recipe }) => (
  <ScrollTable label="Columns" minWidth={640}>
    <Table.Thead>
      <Table.Tr>
        <Head>Name</Head>
        <Head>In the files</Head>
        <Head>Type</Head>
        <Head>Format</Head>
        <Head>Role</Head>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {recipe.columns.map((column) => (
        <FileColumn key={column.source} column={column} />
      ))}
      {recipe.derived.map((column) => (
        <MadeColumn key={column.name} column={column} />
      ))}
    </Table.Tbody>
  </ScrollTable>
);

const FileColumn = ({ column }: { column: RecipeColumn }) => (
  <Table.Tr c={column.ignored ? "dimmed" : undefined}>
    <Table.Th scope="row">{column.name}</Table.Th>
    <Table.Td className="raw">{column.source}</Table.Td>
    <Table.Td>
      {column.ignored ? "ignored" : TYPE_WORDS[column.type]}
      <ColumnRules column={column} />
    </Table.Td>
    <Table.Td className="raw">{column.ignored ? UNKNOWN : column.format}</Table.Td>
    <Table.Td>{column.role === "none" ? UNKNOWN : ROLE_WORDS[column.role]}</Table.Td>
  </Table.Tr>
);

const MadeColumn = ({ column }: { column: DerivedColumn }) => (
  <Table.Tr>
    <Table.Th scope="row">{column.name}</Table.Th>
    <Table.Td>{column.from === "constant" ? "the same for every row" : originOf(column)}</Table.Td>
    <Table.Td>{TYPE_WORDS.text}</Table.Td>
    <Table.Td className="raw">{column.from === "file-name" ? column.pattern : column.value}</Table.Td>
    <Table.Td>{column.role === "none" ? UNKNOWN : ROLE_WORDS[column.role]}</Table.Td>
  </Table.Tr>
);
