"use client";

import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Announcement } from "#components/ui/announcement.tsx";
import { repeatsQuery, repeatsStartQuery, startRepeats } from "#lib/convert/repeats/client.ts";
import type { Repeats as Found, Repeat, RepeatsRequest, RepeatsStatus } from "#lib/convert/repeats/contract.ts";
import { hasTickerAndDate } from "#lib/convert/repeats/keys.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import { cancelJob } from "#lib/platform/jobs/client.ts";
import { keysWords, repeatsWords } from "./repeats-words.ts";
import { Stoppable } from "./stoppable.tsx";
import classes from "./whole-files.module.css";

interface RepeatsProps {
  datasetId: string;
  request: RepeatsRequest;
}

/** How many rows share ticker and date: samples answer first, then every row of every file, with the keys that are looked up. */
export function Repeats({ datasetId, request }: RepeatsProps) {
  const started = useQuery(repeatsStartQuery(datasetId, request));
  const { data: now, dataUpdatedAt } = useQuery({ ...repeatsQuery(datasetId), enabled: started.isSuccess });
  const status = started.isSuccess ? (now ?? started.data) : undefined;
  const isBoth = hasTickerAndDate(request);
  const found = status?.found ?? (isBoth ? started.data?.sample : undefined);
  const words = isBoth ? repeatsWords(found, Boolean(status?.found)) : keysWords(found);
  return (
    <section
      className={classes.panel}
      aria-label={isBoth ? "Rows with the same ticker and date" : "Keys of every row"}
      aria-busy={!status}
    >
      {started.error ? (
        <NotStarted message={started.error.message} onRetry={() => started.refetch()} />
      ) : (
        <>
          <Text
            size="sm"
            className="numbers"
            fw={600}
            c={found && found.repeated > 0 ? "var(--warning-text)" : undefined}
          >
            {words}
          </Text>
          {found && <Examples found={found} />}
          {status && !status.found && <Stage datasetId={datasetId} request={request} status={status} />}
          {status && <Announcement text={words} at={dataUpdatedAt} />}
        </>
      )}
    </section>
  );
}

function Examples({ found: { examples, repeated, skipped, files } }: { found: Found }) {
  return (
    <>
      {repeated > 0 && (
        <ul className={classes.examples}>
          {examples.map((repeat) => (
            <li key={`${repeat.ticker} ${repeat.date}`}>{exampleWords(repeat)}</li>
          ))}
        </ul>
      )}
      {skipped.length > 0 && (
        <Text size="sm" c="var(--warning-text)">
          {plural(files.all - files.counted, "file")} could not be counted; {skipped[0]?.file}: {skipped[0]?.reason}
        </Text>
      )}
    </>
  );
}

function exampleWords({ ticker, date, rows, places }: Repeat): string {
  const named = places.map(({ file, row }) => (row === null ? file : `row ${formatCount(row)} of ${file}`));
  return `${ticker} on ${date}: ${plural(rows, "row")}, ${named.join(", ")}${rows > places.length ? ", …" : ""}`;
}

/** How far the counting of every row is. */
function Stage({ datasetId, request, status }: RepeatsProps & { status: RepeatsStatus }) {
  const queries = useQueryClient();
  const { jobId, state, failure, bytes, phase } = status;
  const again = useMutation({
    mutationFn: () => startRepeats(datasetId, { ...request, again: true }),
    onSuccess: (next) => queries.setQueryData(repeatsQuery(datasetId).queryKey, next),
  });
  const cancel = useMutation({
    mutationFn: async () => jobId && cancelJob(jobId),
    onSuccess: () => queries.invalidateQueries({ queryKey: repeatsQuery(datasetId).queryKey }),
  });
  if (state === "open")
    return (
      <Stoppable
        dimmed
        stop="Stop counting in every row"
        isStopping={cancel.isPending}
        onStop={() => cancel.mutate()}
        meter="Rows read"
        done={bytes.done}
        total={bytes.total}
      >
        {phase ?? "Waiting until whole files were read"}. You can confirm without waiting: every row counts when the
        files are converted, too.
      </Stoppable>
    );
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {failure ?? "Not counted in every row yet."} Every row counts when the files are converted.
      </Text>
      <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
        Count in every row
      </Button>
    </Group>
  );
}

const NotStarted = ({ message, onRetry }: { message: string; onRetry: () => void }) => (
  <Group gap="xs">
    <Text size="sm" c="var(--warning-text)">
      Nothing is being counted in every row: {message} It is when the files are converted.
    </Text>
    <Button size="compact-sm" variant="default" onClick={onRetry}>
      Try again
    </Button>
  </Group>
);
