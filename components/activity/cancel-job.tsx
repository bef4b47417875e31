"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JobView } from "#lib/platform/wire.ts";
import { cancelJob, jobsQuery } from "#lib/upload/client.ts";
import { jobWords } from "./job-words.ts";

export function CancelJob({ job }: { job: JobView }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelJob(job.id),
    onError: (error) => notifications.show({ color: "orange", title: "Not cancelled", message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: jobsQuery().queryKey }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={cancel.isPending}
      disabled={cancel.isSuccess}
      aria-label={`Cancel: ${jobWords(job)}`}
      onClick={() => cancel.mutate()}
    >
      {cancel.isSuccess ? "Cancelling" : "Cancel"}
    </Button>
  );
}
