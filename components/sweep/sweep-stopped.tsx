"use client";

import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { StateMessage } from "#components/ui/state-message.tsx";
import { retryJob } from "#lib/platform/jobs/client.ts";
import { sweepQuery } from "#lib/strategy/sweep/client.ts";
import type { SweepView } from "#lib/strategy/sweep/contract.ts";

/** A sweep that failed or was cancelled: what happened, and the way on. */
export function SweepStopped({ sweep: { id, status, job } }: { sweep: SweepView }) {
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => retryJob(job?.id ?? ""),
    onSettled: () => queries.invalidateQueries({ queryKey: sweepQuery(id).queryKey }),
  });
  const isCancelled = status === "cancelled";
  return (
    <StateMessage
      tone={isCancelled ? "empty" : "error"}
      title={isCancelled ? "This was cancelled" : "This failed"}
      action={
        job && (
          <Button mt="sm" loading={again.isPending} onClick={() => again.mutate()}>
            Try again
          </Button>
        )
      }
    >
      {isCancelled ? "Nothing of it was kept; the dataset is unchanged." : (job?.failure ?? "It has no result.")}
      {again.isError && (
        <Text size="sm" mt="xs" c="var(--mantine-color-error)" role="alert">
          {again.error.message}
        </Text>
      )}
    </StateMessage>
  );
}
