"use client";

import { Button, Group, Text } from "@mantine/core";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { Announcement } from "#components/ui/announcement.tsx";
import { formatBytes, formatCount, plural } from "#lib/platform/format.ts";
import { cancelProfile, profileQuery, startProfile } from "#lib/schema/profile/client.ts";
import type { ProfileStatus } from "#lib/schema/profile/contract.ts";
import { Stoppable } from "./stoppable.tsx";
import type { StartedProofs } from "./use-proofs.ts";
import classes from "./whole-files.module.css";

interface WholeFilesProps {
  datasetId: string;
  proofs: StartedProofs;
}

/** How far the reading of every row is, whose answer takes the place of the samples'. */
export function WholeFiles({ datasetId, proofs: { aside, status, at, error, retry } }: WholeFilesProps) {
  if (error && !status) return <NotStarted message={error.message} onRetry={retry} />;
  if (!status || status.files.all === 0) return null;
  return (
    <section className={classes.panel} aria-label="Reading of whole files">
      {status.files.open > 0 ? (
        <Reading datasetId={datasetId} aside={aside} status={status} />
      ) : (
        <Read datasetId={datasetId} aside={aside} status={status} />
      )}
      <Announcement text={wordsOf(status)} at={at} />
    </section>
  );
}

interface StageProps {
  datasetId: string;
  aside: readonly string[];
  status: ProfileStatus;
}

function Reading({ datasetId, aside, status }: StageProps) {
  const cancel = useChange(datasetId, aside, () => cancelProfile(datasetId, aside));
  const { done, total } = status.bytes;
  return (
    <>
      <Stoppable
        stop="Stop reading whole files"
        isStopping={cancel.isPending}
        onStop={() => cancel.mutate()}
        meter="Whole files read"
        done={done}
        total={total}
      >
        {wordsOf(status)} · {formatBytes(done)} of {formatBytes(total)}
      </Stoppable>
      <Text size="sm" c="dimmed">
        Until then the columns show what samples say. You can go on, or leave and come back.
      </Text>
    </>
  );
}

function Read({ datasetId, aside, status }: StageProps) {
  const again = useChange(datasetId, aside, () => startProfile(datasetId, { again: true, aside }));
  const { all, read } = status.files;
  return (
    <Group gap="xs">
      <Text size="sm" className="numbers">
        {wordsOf(status)}
        {status.failure && `: ${status.failure}`}
      </Text>
      {read < all && (
        <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          Read {plural(all - read, "whole file")}
        </Button>
      )}
    </Group>
  );
}

const NotStarted = ({ message, onRetry }: { message: string; onRetry: () => void }) => (
  <section className={classes.panel} aria-label="Reading of whole files">
    <Group gap="xs">
      <Text size="sm" c="var(--warning-text)">
        The whole files are not being read: {message} The columns show what samples say.
      </Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Group>
  </section>
);

function wordsOf({ files: { all, read, open } }: ProfileStatus): string {
  if (read === all) return `Every row of ${plural(all, "file")} was read: what the columns say holds for all of them`;
  const some = `${formatCount(read)} of ${plural(all, "file")}`;
  return open > 0 ? `Reading every row: ${some}` : `${some} ${read === 1 || all === 1 ? "was" : "were"} read whole`;
}

function useChange(datasetId: string, aside: readonly string[], change: () => Promise<ProfileStatus>) {
  const queries: QueryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (status) => queries.setQueryData(profileQuery(datasetId, aside).queryKey, status),
  });
}
