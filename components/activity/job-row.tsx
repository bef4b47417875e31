"use client";

import { Stack, Table, Text } from "@mantine/core";
import { NumberCell } from "#components/ui/cells.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Pill, type PillTone } from "#components/ui/pill.tsx";
import { formatBytes, formatCount, formatDuration, formatMoment, UNKNOWN } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { CancelJob } from "./cancel-job.tsx";
import { JobFailure } from "./job-failure.tsx";
import { JobSubject } from "./job-subject.tsx";
import { amountWords, doneWords, isOpen, stateWords, workedMs } from "./job-words.ts";
import { useRate } from "./use-rate.ts";

const STATE_TONES: Record<JobView["state"], PillTone> = {
  queued: "still",
  running: "going",
  succeeded: "good",
  failed: "bad",
  cancelled: "still",
};

export function JobRow({ job, at }: { job: JobView; at: number }) {
  const rate = useRate(job.phase, job.done, at);
  const running = job.state === "running";
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} miw={200}>
        <JobSubject job={job} />
        {job.state === "failed" && <JobFailure job={job} />}
      </Table.Th>
      <Table.Td>
        <Pill tone={STATE_TONES[job.state]}>{stateWords(job)}</Pill>
      </Table.Td>
      <Table.Td miw={140}>
        {running ? (
          <Stack gap={4}>
            <Text size="xs" c="dimmed" className="nowrap">
              {doneWords(job) || UNKNOWN}
            </Text>
            <Meter label={`Progress of ${stateWords(job)}`} done={job.done} total={job.total} />
          </Stack>
        ) : (
          (job.total > 0 && amountWords(job.done, job.unit)) || UNKNOWN
        )}
      </Table.Td>
      <NumberCell>{running && rate !== null ? `${amountWords(Math.round(rate), job.unit)}/s` : UNKNOWN}</NumberCell>
      <NumberCell>{formatDuration(workedMs(job, at))}</NumberCell>
      <NumberCell>{formatCount(job.attempts)}</NumberCell>
      <Table.Td className="raw">{job.worker ?? UNKNOWN}</Table.Td>
      <NumberCell>{formatBytes(job.peakBytes)}</NumberCell>
      <Table.Td className="nowrap">{formatMoment(job.startedAt ?? job.createdAt)}</Table.Td>
      <Table.Td>{isOpen(job) && <CancelJob job={job} />}</Table.Td>
    </Table.Tr>
  );
}
