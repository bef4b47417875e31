import { Group, Table, Text } from "@mantine/core";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { formatBytes, formatCount, formatDay, UNKNOWN } from "#lib/platform/format.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { Quality } from "./quality.tsx";
import { nextStep } from "./stage.ts";
import { StageBadge } from "./stage-badge.tsx";

export const DatasetTable = ({ datasets }: { datasets: DatasetView[] }) => (
  <ScrollTable label="Datasets" minWidth={920} verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Head>Name</Head>
        <NumberHead>Files</NumberHead>
        <NumberHead>Rows</NumberHead>
        <NumberHead>Size → Parquet</NumberHead>
        <Head>Period</Head>
        <Head>Quality</Head>
        <Head>Stage</Head>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {datasets.map((dataset) => (
        <DatasetRow key={dataset.id} dataset={dataset} />
      ))}
    </Table.Tbody>
  </ScrollTable>
);

function DatasetRow({ dataset }: { dataset: DatasetView }) {
  const { id, name, files, version, stage } = dataset;
  const step = stage === "confirm" ? nextStep(id, stage) : undefined;
  return (
    <Table.Tr className="row-with-link">
      <Table.Th scope="row" miw={180}>
        <TextLink
          href={`/datasets/${id}`}
          className="row-link"
          underline="hover"
          c="inherit"
          fw={600}
          style={{ overflowWrap: "anywhere" }}
        >
          {name}
        </TextLink>
      </Table.Th>
      <NumberCell>
        {formatCount(files.count)}
        {files.byState.failed ? <span className="rejected"> ({formatCount(files.byState.failed)} failed)</span> : null}
      </NumberCell>
      <NumberCell>{version ? formatCount(version.rows) : UNKNOWN}</NumberCell>
      <NumberCell>
        {formatBytes(files.bytes)} → {formatBytes(version?.parquetBytes)}
      </NumberCell>
      <Table.Td className="nowrap">{periodWords(version)}</Table.Td>
      <Table.Td>
        <Quality rows={files.rows} />
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <StageBadge stage={stage} />
          {step && (
            <Text size="sm" className="above-row-link nowrap">
              <TextLink href={step.href}>{step.words}</TextLink>
            </Text>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

const periodWords = (version: DatasetView["version"]): string =>
  version?.period ? `${formatDay(version.period.from)} – ${formatDay(version.period.to)}` : UNKNOWN;
