"use client";

import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { ButtonLink } from "#components/ui/links.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { runQuery, startRun } from "#lib/strategy/client.ts";
import { PresetName, type RunView, StrategyName } from "#lib/strategy/contract.ts";

/** A run that failed or was cancelled: what happened, where to look, what to do now. */
export function RunStopped({ run }: { run: RunView }) {
  const isCancelled = run.status === "cancelled";
  const again = useRunAgain(run);
  return (
    <StateMessage
      tone={isCancelled ? "empty" : "error"}
      title={isCancelled ? "This run was cancelled" : "This run failed"}
      action={
        <Group mt="sm" justify="center">
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            Run again
          </Button>
          <ButtonLink href={`/datasets/${run.dataset.id}/run`} variant="default">
            Change the parameters
          </ButtonLink>
        </Group>
      }
    >
      {isCancelled ? "Nothing of it was kept; the dataset is unchanged." : (run.job?.failure ?? "It has no result.")}
      {!isCancelled && run.job && (
        <Text size="sm" mt="xs">
          The cause is in the worker's log under{" "}
          <span className="raw" style={{ whiteSpace: "normal" }}>
            {run.job.id}
          </span>
          .
        </Text>
      )}
      {again.isError && (
        <Text size="sm" mt="xs" c="var(--loss)" role="alert">
          {again.error.message}
        </Text>
      )}
    </StateMessage>
  );
}

function useRunAgain(run: RunView) {
  const router = useRouter();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      startRun(run.dataset.id, {
        strategy: StrategyName.parse(run.strategy),
        preset: PresetName.parse(run.preset),
        set: run.params,
      }),
    onSuccess: async (next) => {
      await queries.invalidateQueries({ queryKey: runQuery(next.id).queryKey });
      router.push(`/runs/${next.id}`);
    },
  });
}
