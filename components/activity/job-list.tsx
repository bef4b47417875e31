"use client";

import { Button, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { formatCount, plural } from "#lib/platform/format.ts";
import { jobsQuery } from "#lib/platform/jobs/client.ts";
import type { JobList as Jobs } from "#lib/platform/wire.ts";
import { JobFilters } from "./job-filters.tsx";
import { JobTable } from "./job-table.tsx";
import { isOpen } from "./job-words.ts";
import { type ChosenJobs, useJobChoice } from "./use-job-choice.ts";

/** Jobs as they go and as they went, newest first among those that ended. */
export function JobList() {
  const chosen = useJobChoice();
  const query = useQuery({ ...jobsQuery(chosen.choice), placeholderData: keepPreviousData });
  const { data, error, refetch } = query;
  if (error && !data) return <QueryFailed what="The activity" error={error} onRetry={refetch} />;
  if (data && data.jobs.length === 0 && !chosen.isNarrowed) return <NoJobs />;
  return (
    <>
      <JobFilters jobs={chosen} counts={data?.counts} />
      {data ? (
        <Lists data={data} chosen={chosen} at={query.dataUpdatedAt} />
      ) : (
        <WaitingRows what="the activity" rows={8} />
      )}
    </>
  );
}

function Lists({ data: { jobs, counts }, chosen, at }: { data: Jobs; chosen: ChosenJobs; at: number }) {
  const open = jobs.filter(isOpen);
  const ended = jobs.filter((job) => !isOpen(job));
  const { state, limit } = chosen.choice;
  const allOpen = counts.queued + counts.running;
  const allEnded = state && state !== "open" ? counts[state] : counts.succeeded + counts.failed + counts.cancelled;
  if (jobs.length === 0)
    return (
      <StateMessage title="No such job">
        Nothing fits this state, kind and dataset.{" "}
        <Button variant="subtle" size="compact-sm" onClick={chosen.clear}>
          Show all jobs
        </Button>
      </StateMessage>
    );
  return (
    <>
      {open.length > 0 && (
        <Section title="Now" note={shownOf(open.length, allOpen)}>
          <JobTable label="Jobs under way" jobs={open} at={at} />
        </Section>
      )}
      {ended.length > 0 && (
        <Section title="Before" note={shownOf(ended.length, allEnded)}>
          <JobTable label="Jobs that ended" jobs={ended} at={at} />
          {ended.length >= limit && ended.length < allEnded && <More onMore={chosen.showMore} />}
        </Section>
      )}
    </>
  );
}

const shownOf = (shown: number, all: number): string =>
  shown < all ? `${formatCount(shown)} of ${plural(all, "job")}` : plural(all, "job");

const More = ({ onMore }: { onMore: (() => void) | undefined }) =>
  onMore ? (
    <Button variant="default" mt="sm" onClick={onMore}>
      Show more
    </Button>
  ) : (
    <Text size="sm" c="dimmed" mt="sm">
      Narrow the list to see older ones.
    </Text>
  );

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
