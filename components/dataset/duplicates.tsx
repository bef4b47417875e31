"use client";

import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { DUPLICATE_WORDS } from "#components/wizard/rule-words.ts";
import { plural } from "#lib/platform/format.ts";
import { changeRules, inspectionQuery } from "#lib/schema/client.ts";
import { DuplicateRule } from "#lib/schema/contract.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";

/** Rows that share ticker and date: how many, examples, and the decision what becomes of them. */
export function Duplicates({ dataset }: { dataset: DatasetView }) {
  const confirmed = useQuery(inspectionQuery(dataset.id)).data?.confirmed;
  if (!confirmed || dataset.stage === "converting") return null;
  const rule = confirmed.recipe.duplicates ?? "count";
  const words = duplicateWords(dataset, rule);
  if (!words) return null;
  return (
    <Notice tone={isOpen(dataset) ? "question" : "note"} title="Rows with the same ticker and date">
      <Text mb="sm">{words}</Text>
      <Decision key={rule} datasetId={dataset.id} rule={rule} />
    </Notice>
  );
}

function Decision({ datasetId, rule }: { datasetId: string; rule: DuplicateRule }) {
  const queries = useQueryClient();
  const [chosen, choose] = useState(rule);
  const decide = useMutation({
    mutationFn: () => changeRules(datasetId, { duplicates: chosen }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: datasetQuery(datasetId).queryKey }),
        queries.invalidateQueries({ queryKey: inspectionQuery(datasetId).queryKey }),
      ]),
  });
  return (
    <Stack gap="sm" align="flex-start">
      <Radio.Group
        aria-label="Rows with the same ticker and date"
        value={chosen}
        onChange={(value) => choose(DuplicateRule.parse(value))}
      >
        <Group gap="md">
          {DuplicateRule.options.map((option) => (
            <Radio key={option} value={option} label={DUPLICATE_WORDS[option].name} />
          ))}
        </Group>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        {DUPLICATE_WORDS[chosen].meaning}
      </Text>
      {chosen !== rule && (
        <Button loading={decide.isPending} onClick={() => decide.mutate()}>
          Make a version that way
        </Button>
      )}
      {decide.error && (
        <Text size="sm" role="alert" c="var(--warning-text)">
          {decide.error.message}
        </Text>
      )}
    </Stack>
  );
}

/** Nothing when there are no such rows. */
function duplicateWords(dataset: DatasetView, rule: DuplicateRule): string | undefined {
  const { version } = dataset;
  if (rule === "refuse" && isRefused(dataset))
    return "No version was made, because the recipe refuses such rows. Keep the first or the last of them, or all.";
  if (version && version.duplicates.rows > 0) {
    const named = version.duplicates.examples.map(({ ticker, date }) => `${ticker} on ${date}`).join(", ");
    return `${plural(version.duplicates.rows, "row repeats", "rows repeat")} a ticker and date, for example ${named}. A strategy cannot know which of them is right: decide which to keep.`;
  }
  const dropped = version?.rowsDropped.duplicates ?? 0;
  return dropped > 0 ? `${plural(dropped, "row was", "rows were")} left out of the version for this.` : undefined;
}

const isRefused = ({ jobs, stage }: DatasetView): boolean =>
  stage !== "stopped" && jobs.some(({ kind, state }) => kind === "dataset.cluster" && state === "failed");

const isOpen = (dataset: DatasetView): boolean => (dataset.version?.duplicates.rows ?? 0) > 0 || isRefused(dataset);
