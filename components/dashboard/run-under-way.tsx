"use client";

import { Button, Paper, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { JobProgress } from "#components/activity/job-progress.tsx";
import { cancelJob } from "#lib/platform/jobs/client.ts";
import { runQuery } from "#lib/strategy/client.ts";
import type { RunView } from "#lib/strategy/contract.ts";

/** How far the run is; it can be left alone or cancelled. `at` is when the server said so (ms). */
export function RunUnderWay({ run, at }: { run: RunView; at: number }) {
  return (
    <Paper withBorder p="lg" maw={720}>
      <Stack gap="md">
        {run.job ? (
          <JobProgress job={run.job} label="Run the strategy" at={at} />
        ) : (
          <Text>The run waits for a worker.</Text>
        )}
        <Text size="sm" c="dimmed">
          You can leave this page: the run goes on, and its result appears here.
        </Text>
        {run.job && <CancelButton runId={run.id} jobId={run.job.id} />}
      </Stack>
    </Paper>
  );
}

function CancelButton({ runId, jobId }: { runId: number; jobId: string }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelJob(jobId),
    onSettled: () => queries.invalidateQueries({ queryKey: runQuery(runId).queryKey }),
  });
  return (
    <>
      <Button variant="default" w="fit-content" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel the run
      </Button>
      {cancel.isError && (
        <Text size="sm" c="var(--loss)" role="alert">
          {cancel.error.message}
        </Text>
      )}
    </>
  );
}
