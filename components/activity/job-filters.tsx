"use client";

import { Button, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "#lib/platform/format.ts";
import type { JobCounts } from "#lib/platform/wire.ts";
import { datasetsQuery } from "#lib/upload/client.ts";
import { KINDS } from "./job-words.ts";
import { type ChosenJobs, STATES } from "./use-job-choice.ts";

const STATE_LABELS: Record<(typeof STATES)[number], string> = {
  open: "Running or waiting",
  succeeded: "Done",
  failed: "Failed or parked",
  cancelled: "Cancelled",
};

/** Narrows the list to a state, a kind, a dataset; the counts are of what the other two leave. */
export function JobFilters({ jobs: { choice, choose, clear, isNarrowed }, counts }: JobFiltersProps) {
  const datasets = useQuery(datasetsQuery());
  const names = datasets.data?.datasets.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <Group gap="sm" align="flex-end" mb="lg" role="search" aria-label="Which jobs">
      <Select
        label="State"
        placeholder="All states"
        w={220}
        clearable
        data={STATES.map((state) => ({ value: state, label: stateLabel(state, counts) }))}
        value={choice.state}
        onChange={(value) => choose({ state: STATES.find((state) => state === value) ?? null })}
      />
      <Select
        label="Kind"
        placeholder="All kinds"
        w={200}
        clearable
        data={KINDS}
        value={choice.kind}
        onChange={(kind) => choose({ kind })}
      />
      <Select
        label="Dataset"
        placeholder="All datasets"
        w={260}
        clearable
        searchable
        data={names}
        value={choice.dataset}
        onChange={(dataset) => choose({ dataset })}
      />
      {isNarrowed && (
        <Button variant="subtle" color="gray" onClick={clear}>
          Show all jobs
        </Button>
      )}
    </Group>
  );
}

interface JobFiltersProps {
  jobs: ChosenJobs;
  counts: JobCounts | undefined;
}

function stateLabel(state: (typeof STATES)[number], counts: JobCounts | undefined): string {
  if (!counts) return STATE_LABELS[state];
  const count = state === "open" ? counts.queued + counts.running : counts[state];
  return `${STATE_LABELS[state]} (${formatCount(count)})`;
}
