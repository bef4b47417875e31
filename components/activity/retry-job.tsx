"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { retryJob } from "#lib/platform/jobs/client.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { jobWords } from "./job-words.ts";

/** For a job that failed, was parked or cancelled; nothing for any other. */
export function RetryJob({ job }: { job: JobView }) {
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryJob(job.id),
    onError: (error) => notifications.show({ color: "orange", title: "Not tried again", message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
  if (job.state !== "failed" && job.state !== "cancelled") return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      aria-label={`Try again: ${jobWords(job)}`}
      onClick={() => retry.mutate()}
    >
      Try again
    </Button>
  );
}
