"use client";

import { Button, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { JobProgress } from "#components/activity/job-progress.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { runQuery } from "#lib/strategy/client.ts";

/** A run on its way; its page opens when it is published. */
export function RunProgress({ runId, onAgain }: { runId: number; onAgain: () => void }) {
  const router = useRouter();
  const { data: run, dataUpdatedAt } = useQuery(runQuery(runId));
  const isDone = run?.status === "succeeded";
  // The address bar is the outside system: the run's page takes over when the worker has published.
  useEffect(() => {
    if (isDone) router.push(`/runs/${runId}`);
  }, [isDone, router, runId]);
  if (run?.status === "failed" || run?.status === "cancelled")
    return (
      <StateMessage
        tone="error"
        title={run.status === "failed" ? "The run failed" : "The run was cancelled"}
        action={
          <Button variant="default" onClick={onAgain}>
            Change and run again
          </Button>
        }
      >
        {run.job?.failure}
      </StateMessage>
    );
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        {run?.job ? (
          <JobProgress job={run.job} label={`Run ${runId}`} at={dataUpdatedAt} />
        ) : (
          <Text>Run {runId} is about to start.</Text>
        )}
        <ButtonLink variant="default" href={`/runs/${runId}`} style={{ alignSelf: "flex-start" }}>
          Open run {runId}
        </ButtonLink>
      </Stack>
    </Paper>
  );
}
