"use client";

import { Stack, Table, Text } from "@mantine/core";
import { NumberCell } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { formatBytes, formatCount, formatDuration, formatMoment, UNKNOWN } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { CancelJob } from "./cancel-job.tsx";
import { JobState } from "./job-state.tsx";
import { averageWords, doneWords, isOpen, jobWords, rateWords, retryWords, stateWords, workedMs } from "./job-words.ts";
import { RetryJob } from "./retry-job.tsx";
import { useRate } from "./use-rate.ts";

const SENTENCE_WIDTH = 420;

export function JobRow({ job, at }: { job: JobView; at: number }) {
  const rate = useRate(job.phase, job.done, at);
  const running = job.state === "running";
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} miw={200}>
        <TextLink href={`/activity/${job.id}`} underline="hover">
          {jobWords(job)}
        </TextLink>
        {job.failure && (
          <Text size="sm" fw={400} maw={SENTENCE_WIDTH} lineClamp={2}>
            {job.failure}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        <JobState job={job} />
        <Text size="xs" c="dimmed">
          {retryWords(job, at)}
        </Text>
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
          (job.reads > 0 && formatBytes(job.reads)) || UNKNOWN
        )}
      </Table.Td>
      <NumberCell>{(running ? rateWords(job, rate) : averageWords(job, at)) || UNKNOWN}</NumberCell>
      <NumberCell>{formatDuration(workedMs(job, at))}</NumberCell>
      <NumberCell>{formatCount(job.attempts)}</NumberCell>
      <Table.Td className="raw">{job.worker ?? UNKNOWN}</Table.Td>
      <NumberCell>{formatBytes(job.peakBytes)}</NumberCell>
      <Table.Td className="nowrap">{formatMoment(job.startedAt ?? job.createdAt)}</Table.Td>
      <Table.Td>{isOpen(job) ? <CancelJob job={job} /> : <RetryJob job={job} />}</Table.Td>
    </Table.Tr>
  );
}
