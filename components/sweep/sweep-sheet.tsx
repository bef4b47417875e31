"use client";

import { Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CancelJob } from "#components/activity/cancel-job.tsx";
import { JobProgress } from "#components/activity/job-progress.tsx";
import { ButtonLink, TextLink } from "#components/ui/links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { formatMoment, plural } from "#lib/platform/format.ts";
import { sweepQuery } from "#lib/strategy/sweep/client.ts";
import type { SweepView } from "#lib/strategy/sweep/contract.ts";
import { SweepResult } from "./sweep-result.tsx";
import { SweepStopped } from "./sweep-stopped.tsx";

/** A sweep from its first second to all of its points. */
export function SweepSheet({ sweepId }: { sweepId: string }) {
  const { data: sweep, error, refetch, dataUpdatedAt: at } = useQuery(sweepQuery(sweepId));
  if (error && !sweep) return <QueryFailed isPage what="These parameters" error={error} onRetry={refetch} />;
  if (!sweep) return <WaitingRows what="the parameters" rows={8} />;
  return (
    <>
      <SweepHeader sweep={sweep} />
      <Stage sweep={sweep} at={at} />
    </>
  );
}

function Stage({ sweep, at }: { sweep: SweepView; at: number }) {
  if (sweep.outcome) return <SweepResult outcome={sweep.outcome} />;
  if (sweep.status === "queued" || sweep.status === "running") return <UnderWay sweep={sweep} at={at} />;
  return <SweepStopped sweep={sweep} />;
}

const SweepHeader = ({ sweep: { dataset, strategy, preset, tried, publishedAt, createdAt } }: { sweep: SweepView }) => (
  <PageTitle
    over={
      <>
        {plural(tried, "parameter set")} on <TextLink href={`/datasets/${dataset.id}`}>{dataset.name}</TextLink>,
        version {dataset.version}
      </>
    }
    title={`${strategy}, ${preset}`}
    under={publishedAt ? `Computed ${formatMoment(publishedAt)}` : `Asked for ${formatMoment(createdAt)}`}
    actions={
      <ButtonLink variant="default" href={`/datasets/${dataset.id}/sweep`}>
        Try others
      </ButtonLink>
    }
  />
);

const UnderWay = ({ sweep: { job }, at }: { sweep: SweepView; at: number }) => (
  <Paper withBorder p="lg" maw={720}>
    <Stack gap="md">
      {job ? <JobProgress job={job} label="Try the parameters" at={at} /> : <Text>It waits for a worker.</Text>}
      <Text size="sm" c="dimmed">
        You can leave this page: the work goes on, and its result appears here.
      </Text>
      {job && <CancelJob job={job} />}
    </Stack>
  </Paper>
);
