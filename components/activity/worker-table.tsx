import { Table, Text } from "@mantine/core";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { Pill, type PillTone } from "#components/ui/pill.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { formatBytes, formatDuration, formatMoment, UNKNOWN } from "#lib/platform/format.ts";
import type { WorkerView } from "#lib/platform/wire.ts";
import { jobWords } from "./job-words.ts";

const STATES: Record<WorkerView["state"], { words: string; tone: PillTone }> = {
  working: { words: "Here", tone: "good" },
  stopping: { words: "Stopping", tone: "ask" },
  gone: { words: "Gone", tone: "still" },
};

/** `at` is when the server said so (ms). */
export const WorkerTable = ({ workers, at }: { workers: WorkerView[]; at: number }) => (
  <ScrollTable label="Workers" minWidth={860} maxHeight={360}>
    <Table.Thead>
      <Table.Tr>
        <Head>Worker</Head>
        <Head>State</Head>
        <Head>Works on</Head>
        <NumberHead>Memory</NumberHead>
        <NumberHead>Engines</NumberHead>
        <NumberHead>Free scratch</NumberHead>
        <Head>Started</Head>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {workers.map((worker) => (
        <WorkerRow key={worker.name} worker={worker} at={at} />
      ))}
    </Table.Tbody>
  </ScrollTable>
);

function WorkerRow({ worker, at }: { worker: WorkerView; at: number }) {
  const { words, tone } = STATES[worker.state];
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} className="raw">
        {worker.name}
      </Table.Th>
      <Table.Td>
        <Pill tone={tone}>{words}</Pill>
      </Table.Td>
      <Table.Td>
        {worker.state === "gone" ? `Last heard of ${formatMoment(worker.seenAt)}` : <Works worker={worker} at={at} />}
      </Table.Td>
      <NumberCell>{worker.state === "gone" ? UNKNOWN : formatBytes(worker.residentBytes)}</NumberCell>
      <NumberCell>{worker.state === "gone" ? UNKNOWN : formatBytes(worker.engineBytes)}</NumberCell>
      <NumberCell>{worker.state === "gone" ? UNKNOWN : formatBytes(worker.freeBytes)}</NumberCell>
      <Table.Td className="nowrap">{formatMoment(worker.startedAt)}</Table.Td>
    </Table.Tr>
  );
}

function Works({ worker: { running, slots }, at }: { worker: WorkerView; at: number }) {
  if (running.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing; up to {slots} jobs at once
      </Text>
    );
  return (
    <ul className="plain-list">
      {running.map((job) => (
        <li key={job.id}>
          <TextLink href={`/activity/${job.id}`} underline="hover">
            {jobWords(job)}
          </TextLink>{" "}
          <Text span size="sm" c="dimmed" className="numbers">
            {[job.phase, `for ${formatDuration(Math.max(0, at - Date.parse(job.since)))}`].filter(Boolean).join(" · ")}
          </Text>
        </li>
      ))}
    </ul>
  );
}
