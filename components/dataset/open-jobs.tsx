import { Stack } from "@mantine/core";
import { JobProgress } from "#components/activity/job-progress.tsx";
import { isOpen, jobWords } from "#components/activity/job-words.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { JobView } from "#lib/platform/wire.ts";

const SHOWN = 4;

/** What is being done for a dataset right now, and what failed last. Files tell their own failures, and too many rejects are a question. */
export function OpenJobs({ jobs, at }: { jobs: JobView[]; at: number }) {
  const running = jobs.filter(isOpen).slice(0, SHOWN);
  const failed = jobs.filter(isFailure);
  if (running.length + failed.length === 0) return null;
  return (
    <Stack gap="sm" mb="xl">
      {running.map((job) => (
        <JobProgress key={job.id} job={job} label={jobWords(job)} at={at} />
      ))}
      {failed.map((job) => (
        <Notice key={job.id} tone="warning" title={`${jobWords(job)} failed`}>
          {job.failure}
        </Notice>
      ))}
    </Stack>
  );
}

const isFailure = ({ state, kind, failureKind }: JobView): boolean =>
  state === "failed" && !kind.startsWith("file.") && failureKind !== "over_budget";
