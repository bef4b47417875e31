"use client";

import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Facts } from "#components/ui/facts.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { formatBytes, formatCount, formatDuration, formatMoment, UNKNOWN } from "#lib/platform/format.ts";
import { jobQuery } from "#lib/platform/jobs/client.ts";
import type { JobDetail } from "#lib/platform/wire.ts";
import { CancelJob } from "./cancel-job.tsx";
import { JobProgress } from "./job-progress.tsx";
import { JobState } from "./job-state.tsx";
import { averageWords, isOpen, jobWords, retryWords, workedMs } from "./job-words.ts";
import { RetryJob } from "./retry-job.tsx";
import { TrySection } from "./try-section.tsx";

/** One job: how it stands, and everything that was tried, the newest first. */
export function JobPage({ jobId }: { jobId: string }) {
  const { data: job, error, refetch, dataUpdatedAt: at } = useQuery(jobQuery(jobId));
  if (error && !job) return <QueryFailed isPage what="This job" error={error} onRetry={refetch} />;
  if (!job) return <WaitingRows what="the job" rows={6} />;
  return (
    <>
      <PageTitle
        over={<TextLink href="/activity">Activity</TextLink>}
        title={jobWords(job)}
        under={
          <>
            <JobState job={job} /> {retryWords(job, at)} <Subject job={job} />
          </>
        }
        actions={isOpen(job) ? <CancelJob job={job} /> : <RetryJob job={job} />}
      />
      {job.failure && <WhyNotDone job={job} />}
      {job.state === "running" && <JobProgress job={job} label={jobWords(job)} at={at} />}
      <JobFacts job={job} at={at} />
      {job.tries.map((attempt, index) => (
        <TrySection key={attempt.id} attempt={attempt} number={job.tries.length - index} at={at} />
      ))}
      {job.tries.length === 0 && (
        <StateMessage title="Not tried yet">It waits for a worker with a free place. Light jobs go first.</StateMessage>
      )}
    </>
  );
}

/** Where its result is. */
function Subject({ job: { kind, subject, about } }: { job: JobDetail }) {
  if (!about) return "What it was about is gone.";
  if (kind.startsWith("sweep.")) return <TextLink href={`/sweeps/${subject}`}>Its parameters</TextLink>;
  if (kind.startsWith("run.")) return <TextLink href={`/runs/${subject}`}>Run {subject}</TextLink>;
  return <TextLink href={`/datasets/${about.datasetId}`}>Its dataset</TextLink>;
}

const WhyNotDone = ({ job }: { job: JobDetail }) => (
  <Notice tone={job.state === "failed" ? "warning" : "question"} title={job.failure ?? ""}>
    The log has the cause under <span className="raw">{job.id}</span>
  </Notice>
);

function JobFacts({ job, at }: { job: JobDetail; at: number }) {
  const waitedMs = Date.parse(job.startedAt ?? new Date(at).toISOString()) - Date.parse(job.createdAt);
  const facts = [
    { name: "Asked for", value: formatMoment(job.createdAt) },
    { name: "Waited", value: formatDuration(Math.max(0, waitedMs)) },
    { name: "Worked", value: formatDuration(workedMs(job, at)) },
    {
      name: "Reads",
      value: job.reads > 0 ? formatBytes(job.reads) : UNKNOWN,
      note: averageWords(job, at) || undefined,
    },
    { name: "Tries", value: formatCount(job.attempts), note: earlier(job) },
    { name: "Peak memory", value: formatBytes(job.peakBytes), note: "of its largest engine process" },
  ];
  return (
    <Box my="xl">
      <Facts facts={facts} />
    </Box>
  );
}

const earlier = ({ tries, attempts }: JobDetail): string | undefined =>
  tries.length > attempts ? `${formatCount(tries.length - attempts)} more before it was asked for again` : undefined;
