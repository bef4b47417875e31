"use client";

import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { variedWords } from "#lib/charts/sweep-words.ts";
import { formatCount, formatMoment } from "#lib/platform/format.ts";
import { sweepsQuery } from "#lib/strategy/sweep/client.ts";
import type { SweepSummary } from "#lib/strategy/sweep/contract.ts";
import { RunState } from "./run-state.tsx";

/** Every time that many parameters were tried on a dataset. */
export function SweepsTable({ datasetId }: { datasetId: string }) {
  const { data, error, refetch } = useQuery(sweepsQuery(datasetId));
  return (
    <Section title="Many parameters at once">
      {error && !data ? (
        <QueryFailed what="What was tried" error={error} onRetry={refetch} />
      ) : !data ? (
        <WaitingRows what="what was tried" rows={2} />
      ) : data.sweeps.length === 0 ? (
        <Text c="dimmed">
          Nobody has tried many parameters on this dataset yet.{" "}
          <TextLink href={`/datasets/${datasetId}/sweep`}>Try some</TextLink>.
        </Text>
      ) : (
        <Sweeps sweeps={data.sweeps} />
      )}
    </Section>
  );
}

const Sweeps = ({ sweeps }: { sweeps: SweepSummary[] }) => (
  <ScrollTable label="Many parameters at once" minWidth={640}>
    <Table.Thead>
      <Table.Tr>
        <Head>Tried</Head>
        <NumberHead>Parameter sets</NumberHead>
        <Head>Preset</Head>
        <NumberHead>Version</NumberHead>
        <Head>State</Head>
        <Head>Started</Head>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {sweeps.map(({ id, vary, tried, preset, version, status, createdAt }) => (
        <Table.Tr key={id} className="row-with-link">
          <Table.Th scope="row">
            <TextLink href={`/sweeps/${id}`} className="row-link" underline="hover">
              {variedWords(vary) || "One parameter set"}
            </TextLink>
          </Table.Th>
          <NumberCell>{formatCount(tried)}</NumberCell>
          <Table.Td>{preset}</Table.Td>
          <NumberCell>{formatCount(version)}</NumberCell>
          <Table.Td>
            <RunState state={status} />
          </Table.Td>
          <Table.Td className="nowrap">{formatMoment(createdAt)}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
);
