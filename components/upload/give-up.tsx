"use client";

import { Button, Popover, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { plural } from "#lib/platform/format.ts";
import { cancelFile } from "#lib/upload/client.ts";
import { forgetChoice } from "./browser/stored-choice.ts";
import type { UnfinishedView } from "./use-unfinished.ts";

const AT_ONCE = 6;

/** Deletes what arrived of unfinished uploads, after asking. */
export function GiveUp({ datasetId, files }: { datasetId: string; files: UnfinishedView["files"] }) {
  const queries = useQueryClient();
  const giveUp = useMutation({
    mutationFn: async () => {
      await cancelAll(files.flatMap(({ id }) => id ?? []));
      await forgetChoice(datasetId).catch(() => {});
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Popover width={300} position="bottom-start" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default">Give up</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            What has arrived of {plural(files.length, "upload")} is deleted from the object store. Your own files stay.
          </Text>
          <Button size="compact-sm" color="orange.8" loading={giveUp.isPending} onClick={() => giveUp.mutate()}>
            Give up {plural(files.length, "upload")}
          </Button>
          {giveUp.isError && (
            <Text size="sm" c="var(--warning-text)" role="alert">
              {giveUp.error.message}
            </Text>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

async function cancelAll(fileIds: string[]): Promise<void> {
  for (let start = 0; start < fileIds.length; start += AT_ONCE)
    await Promise.all(fileIds.slice(start, start + AT_ONCE).map((id) => cancelFile(id)));
}
