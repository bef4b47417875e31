"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { Section } from "#components/ui/section.tsx";
import { formatBytes, formatDay, plural } from "#lib/platform/format.ts";
import { DropZone } from "./drop-zone.tsx";
import { GiveUp } from "./give-up.tsx";
import { UnfinishedList } from "./unfinished-list.tsx";
import { useGoingOn } from "./use-going-on.ts";
import { type UnfinishedView, useUnfinished } from "./use-unfinished.ts";

interface UnfinishedUploadsProps {
  datasetId: string;
  /** Whether the page takes files elsewhere; otherwise they can be chosen again here. */
  hasZone?: boolean;
}

/** What was begun and is not finished, with the shortest way to go on; nothing when there is nothing. */
export function UnfinishedUploads(props: UnfinishedUploadsProps) {
  const unfinished = useUnfinished(props.datasetId);
  return unfinished && <Unfinished {...props} unfinished={unfinished} />;
}

function Unfinished({ datasetId, hasZone, unfinished }: UnfinishedUploadsProps & { unfinished: UnfinishedView }) {
  const { files, roots } = unfinished;
  const { chosenAgain, remembered } = useGoingOn(datasetId, unfinished);
  const words = remembered.data || chosenAgain.data;
  return (
    <Section title="Unfinished uploads" note={arrivedWords(unfinished)}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {situationWords(unfinished, hasZone)}
        </Text>
        <Group gap="xs">
          {roots.length > 0 && (
            <Button loading={remembered.isPending} onClick={() => remembered.mutate()}>
              {isAllElsewhere(unfinished) ? "Take over" : "Resume"} {plural(files.length, "upload")}
            </Button>
          )}
          {!isAllElsewhere(unfinished) && <GiveUp datasetId={datasetId} files={files} />}
        </Group>
        {words && <Text role="status">{words}</Text>}
        {!hasZone && (
          <DropZone
            onChoose={(chosen) => chosenAgain.mutate(chosen)}
            title={`${roots.length > 0 ? "Or drop" : "Drop"} the same files or folder here to go on`}
          />
        )}
        <UnfinishedList unfinished={unfinished} />
      </Stack>
    </Section>
  );
}

function arrivedWords({ files, newest }: UnfinishedView): string {
  if (newest.length < files.length) return plural(files.length, "file");
  const arrived = newest.reduce((total, { arrivedBytes }) => total + arrivedBytes, 0);
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  return `${plural(files.length, "file")} · ${formatBytes(arrived)} of ${formatBytes(bytes)} arrived`;
}

function situationWords(unfinished: UnfinishedView, hasZone = false): string {
  if (isAllElsewhere(unfinished))
    return "Another tab is sending these files. This one can stand by: it takes over when that tab is closed.";
  const until = firstToExpire(unfinished.newest);
  const kept = until ? `What has arrived is kept until ${formatDay(until)} and is not sent again.` : "";
  return hasZone ? `${kept} Choose the same files or folder below to go on.` : kept;
}

const isAllElsewhere = ({ files, elsewhere }: UnfinishedView): boolean =>
  files.every(({ path }) => elsewhere.has(path));

const firstToExpire = (uploads: UnfinishedView["newest"]): string | undefined =>
  uploads.map(({ expiresAt }) => expiresAt).sort()[0];
