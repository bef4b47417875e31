"use client";

import { Group, Stack, Text } from "@mantine/core";
import { Announcement } from "#components/ui/announcement.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { formatDuration } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { doneWords, rateWords, stateWords, workedMs } from "./job-words.ts";
import { useRate } from "./use-rate.ts";

/** One job as it goes: phase, how much, how fast. `at` is when the server said so (ms). */
export function JobProgress({ job, label, at }: { job: JobView; label: string; at: number }) {
  const rate = useRate(job.phase, job.done, at);
  const worked = workedMs(job, at);
  const words = [
    doneWords(job),
    job.state === "running" ? rateWords(job, rate) : "",
    worked === null ? "" : formatDuration(worked),
  ].filter(Boolean);
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550}>
          {label} · {stateWords(job)}
        </Text>
        <Text size="sm" c="dimmed" className="numbers">
          {words.join(" · ")}
        </Text>
      </Group>
      <Meter label={label} done={job.done} total={job.total} tone={job.state === "failed" ? "bad" : "going"} />
      <Announcement text={`${label}: ${stateWords(job)} ${doneWords(job)}`} at={at} />
    </Stack>
  );
}
