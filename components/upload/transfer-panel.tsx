"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { Announcement } from "#components/ui/announcement.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { plural } from "#lib/platform/format.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { TransferRow } from "./transfer-row.tsx";
import { outcomeWords, totalsWords } from "./transfer-words.ts";
import { findTransfer } from "./transfers.ts";
import { useSending } from "./use-sending.ts";
import { VirtualList } from "./virtual-list.tsx";

/** Everything that is being sent: totals on top, then file by file. */
export function TransferPanel({ datasetId, progress }: { datasetId: string; progress: TransferSnapshot }) {
  const { counts, bytes, sentBytes, isActive, files } = progress;
  const totals = totalsWords(progress);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text fw={600} className="numbers">
          {totals}
        </Text>
        <PanelActions datasetId={datasetId} progress={progress} />
      </Group>
      <Meter label="All files" done={sentBytes} total={bytes} text={totals} tone={isActive ? "going" : "good"} />
      <Announcement text={totals} at={Date.now()} />
      {!isActive && counts.failed + counts.cancelled > 0 && <Text role="status">{outcomeWords(counts)}</Text>}
      <VirtualList label="Files" items={files} keyOf={({ path }) => path}>
        {(file) => <TransferRow file={file} datasetId={datasetId} />}
      </VirtualList>
    </Stack>
  );
}

function PanelActions({
  datasetId,
  progress: { counts, isActive },
}: {
  datasetId: string;
  progress: TransferSnapshot;
}) {
  const send = useSending();
  const transfer = findTransfer(datasetId);
  const retryFailed = () => {
    transfer?.retryFailed();
    send(datasetId, []);
  };
  if (isActive)
    return (
      <Button variant="default" onClick={() => transfer?.cancelAll()}>
        Cancel all
      </Button>
    );
  return (
    <Group gap="xs">
      {counts.failed > 0 && (
        <Button variant="default" onClick={retryFailed}>
          Try {plural(counts.failed, "failed file")} again
        </Button>
      )}
      {counts.done > 0 && (
        <ButtonLink href={`/datasets/${datasetId}/columns`}>Go on with {plural(counts.done, "file")}</ButtonLink>
      )}
    </Group>
  );
}
