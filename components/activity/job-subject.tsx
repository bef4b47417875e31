"use client";

import { useQuery } from "@tanstack/react-query";
import { TextLink } from "#components/ui/links.tsx";
import type { JobView } from "#lib/platform/wire.ts";
import { datasetsQuery } from "#lib/upload/client.ts";
import { kindWords } from "./job-words.ts";

/** What a job does and to what, with a link where there is a page for it. */
export function JobSubject({ job }: { job: JobView }) {
  const { data } = useQuery({ ...datasetsQuery(), enabled: job.kind.startsWith("dataset.") });
  const dataset = data?.datasets.find(({ id }) => id === job.subject);
  if (job.kind === "run.execute")
    return (
      <>
        {kindWords(job.kind)} · <TextLink href={`/runs/${job.subject}`}>Run {job.subject}</TextLink>
      </>
    );
  if (dataset)
    return (
      <>
        {kindWords(job.kind)} · <TextLink href={`/datasets/${dataset.id}`}>{dataset.name}</TextLink>
      </>
    );
  return kindWords(job.kind);
}
