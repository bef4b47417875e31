"use client";

import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { changeRules, inspectionQuery } from "#lib/schema/client.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";

interface OverBudgetProps {
  dataset: DatasetView;
  /** Whether this is the page of the rejected rows, which needs no link to itself. */
  isWithRows?: boolean;
}

/** Says that too many rows are rejected to make a version, and what can be done. */
export function OverBudget({ dataset: { id, stage, jobs }, isWithRows = false }: OverBudgetProps) {
  const queries = useQueryClient();
  const keepGoing = useMutation({
    mutationFn: () => changeRules(id, { errors: { policy: "keep" } }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: datasetQuery(id).queryKey }),
        queries.invalidateQueries({ queryKey: inspectionQuery(id).queryKey }),
      ]),
  });
  if (stage !== "stopped") return null;
  const job = jobs.find(({ failureKind }) => failureKind === "over_budget");
  return (
    <Notice tone="question" title="No version was made">
      <Text mb="sm">{job?.failure}</Text>
      <Group gap="xs">
        {!isWithRows && <ButtonLink href={`/datasets/${id}/rejects`}>Look at the rejected rows</ButtonLink>}
        <Button variant="default" loading={keepGoing.isPending} onClick={() => keepGoing.mutate()}>
          Keep going without them
        </Button>
      </Group>
      {keepGoing.error && (
        <Text mt="sm" role="alert" c="var(--warning-text)">
          {keepGoing.error.message}
        </Text>
      )}
    </Notice>
  );
}
