"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { plural } from "#lib/platform/format.ts";
import { jobsQuery } from "#lib/upload/client.ts";
import { JobTable } from "./job-table.tsx";
import { isOpen } from "./job-words.ts";

/** Jobs may start elsewhere at any moment, so the page keeps asking. */
const POLL_MS = 1_500;

export function JobList() {
  const { data, error, refetch, dataUpdatedAt } = useQuery({ ...jobsQuery(), refetchInterval: POLL_MS });
  if (error && !data) return <QueryFailed what="The activity" error={error} onRetry={refetch} />;
  if (!data) return <WaitingRows what="the activity" rows={8} />;
  if (data.jobs.length === 0) return <NoJobs />;
  const open = data.jobs.filter(isOpen);
  const ended = data.jobs.filter((job) => !isOpen(job));
  return (
    <>
      {open.length > 0 && (
        <Section title="Now" note={plural(open.length, "job")}>
          <JobTable label="Jobs under way" jobs={open} at={dataUpdatedAt} />
        </Section>
      )}
      {ended.length > 0 && (
        <Section title="Before" note="the last hundred">
          <JobTable label="Jobs that ended" jobs={ended} at={dataUpdatedAt} />
        </Section>
      )}
    </>
  );
}

const NoJobs = () => (
  <StateMessage
    title="Nothing has been done yet"
    action={
      <ButtonLink href="/datasets/new" mt="sm">
        New dataset
      </ButtonLink>
    }
  >
    Reading, converting and running show up here as they go, with what they took and what went wrong.
  </StateMessage>
);
