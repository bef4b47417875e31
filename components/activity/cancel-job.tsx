"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelJob } from "#lib/platform/jobs/client.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { jobWords } from "./job-words.ts";

export function CancelJob({ job }: { job: JobView }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelJob(job.id),
    onError: (error) => notifications.show({ color: "orange", title: "Not cancelled", message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
  const isAsked = cancel.isSuccess || job.cancelAsked;
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={cancel.isPending}
      disabled={isAsked}
      aria-label={`Cancel: ${jobWords(job)}`}
      onClick={() => cancel.mutate()}
    >
      {isAsked ? "Cancelling" : "Cancel"}
    </Button>
  );
}
