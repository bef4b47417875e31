import { Table, Text } from "@mantine/core";
import { Head } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatMoment } from "#lib/platform/format.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { RunState } from "./run-state.tsx";

export const RunsTable = ({ runs, datasetId }: { runs: DatasetView["runs"]; datasetId: string }) => (
  <Section title="Runs">
    {runs.length === 0 ? (
      <Text c="dimmed">
        No strategy has run on this dataset yet. <TextLink href={`/datasets/${datasetId}/run`}>Start one</TextLink>.
      </Text>
    ) : (
      <ScrollTable label="Runs" minWidth={520}>
        <Table.Thead>
          <Table.Tr>
            <Head>Run</Head>
            <Head>Strategy</Head>
            <Head>Preset</Head>
            <Head>State</Head>
            <Head>Started</Head>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.id} className="row-with-link">
              <Table.Th scope="row">
                <TextLink href={`/runs/${run.id}`} className="row-link" underline="hover">
                  Run {run.id}
                </TextLink>
              </Table.Th>
              <Table.Td>{run.strategy}</Table.Td>
              <Table.Td>{run.preset}</Table.Td>
              <Table.Td>
                <RunState state={run.state} />
              </Table.Td>
              <Table.Td className="nowrap">{formatMoment(run.createdAt)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    )}
  </Section>
);
