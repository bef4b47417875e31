"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { RequestFailed } from "#lib/platform/fetch-json.ts";
import { runResults } from "#lib/results/client.ts";
import { runQuery } from "#lib/strategy/client.ts";
import type { RunView } from "#lib/strategy/contract.ts";
import { NoTrades } from "./no-trades.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunStopped } from "./run-stopped.tsx";
import { RunUnderWay } from "./run-under-way.tsx";
import { Sheet } from "./sheet.tsx";
import { SheetSkeleton } from "./sheet-skeleton.tsx";

/** A run from its first second to its tear sheet. */
export function RunSheet({ runId }: { runId: number }) {
  const run = useQuery(runQuery(runId));
  if (run.isError && !run.data) return <RunMissing error={run.error} onRetry={() => run.refetch()} />;
  if (!run.data) return <SheetSkeleton />;
  return (
    <>
      <RunHeader run={run.data} />
      <Stage run={run.data} at={run.dataUpdatedAt} />
    </>
  );
}

function Stage({ run, at }: { run: RunView; at: number }) {
  if (run.status === "queued" || run.status === "running") return <RunUnderWay run={run} at={at} />;
  if (run.status !== "succeeded" || !run.outcome) return <RunStopped run={run} />;
  return <Sheet base={runResults(run.id)} outcome={run.outcome} empty={<NoTrades outcome={run.outcome} run={run} />} />;
}

function RunMissing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (!(error instanceof RequestFailed) || error.status !== 404)
    return (
      <StateMessage tone="error" title="The run cannot be shown" onRetry={onRetry}>
        {error.message}
      </StateMessage>
    );
  return (
    <StateMessage
      title="There is no such run"
      action={
        <ButtonLink href="/datasets" mt="sm">
          Go to the datasets
        </ButtonLink>
      }
    >
      It may have been deleted with its dataset.
    </StateMessage>
  );
}
