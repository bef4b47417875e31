"use client";

import { useQuery } from "@tanstack/react-query";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { plural } from "#lib/platform/format.ts";
import { workersQuery } from "#lib/platform/jobs/client.ts";
import type { WorkerView } from "#lib/platform/wire.ts";
import { WorkerTable } from "./worker-table.tsx";

/** Who works here, on what, since when, and how much memory that takes. */
export function WorkerList() {
  const { data, error, refetch, dataUpdatedAt } = useQuery(workersQuery());
  const workers = data?.workers ?? [];
  const alive = workers.filter(({ state }) => state !== "gone");
  return (
    <Section title="Workers" note={data && note(alive, workers)}>
      {error && !data && <QueryFailed what="The workers" error={error} onRetry={refetch} />}
      {!error && !data && <WaitingRows what="the workers" rows={1} />}
      {data && alive.length === 0 && <NoWorker />}
      {workers.length > 0 && <WorkerTable workers={workers} at={dataUpdatedAt} />}
    </Section>
  );
}

function note(alive: WorkerView[], all: WorkerView[]): string {
  const busy = alive.filter(({ running }) => running.length > 0).length;
  const gone = all.length - alive.length;
  const words = [
    `${alive.length} here`,
    `${busy} at work`,
    gone > 0 ? `${plural(gone, "other")} in the last days` : "",
  ];
  return words.filter(Boolean).join(" · ");
}

const NoWorker = () => (
  <Notice tone="warning" title="No worker is running">
    Jobs wait in the queue until one starts. <code>npm start</code> starts one with everything else,{" "}
    <code>npm run worker</code> one alone.
  </Notice>
);
