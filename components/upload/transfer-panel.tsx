"use client";

import { Group, Stack, Text } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { Announcement } from "#components/ui/announcement.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { TransferActions } from "./transfer-actions.tsx";
import { TransferRow } from "./transfer-row.tsx";
import { asideWords, outcomeWords, totalsWords } from "./transfer-words.ts";
import { VirtualList } from "./virtual-list.tsx";

/** Everything that is being sent: totals on top, then file by file. */
export function TransferPanel({ datasetId, progress }: { datasetId: string; progress: TransferSnapshot }) {
  const { counts, bytes, sentBytes, isActive, isMoving, files } = progress;
  const totals = totalsWords(progress);
  const aside = asideWords(progress);
  const isWhole = counts.failed + counts.cancelled === 0 && counts.done > 0;
  const { online } = useNetwork();
  return (
    <Stack gap="sm">
      {isActive && (!online || counts.offline > 0) && <Offline isHere={!online} />}
      <Group justify="space-between" gap="xs">
        <div>
          <Text fw={600} className="numbers">
            {totals}
          </Text>
          {isActive && aside && (
            <Text size="sm" c="dimmed" className="numbers">
              {aside}
            </Text>
          )}
        </div>
        <TransferActions datasetId={datasetId} progress={progress} />
      </Group>
      <Meter
        label="All files"
        done={sentBytes}
        total={bytes}
        text={totals}
        tone={isMoving ? "going" : isActive ? "still" : "good"}
      />
      <Announcement text={`${totals}${aside && ` · ${aside}`}`} at={Date.now()} />
      {!isActive && !isWhole && <Text role="status">{outcomeWords(counts)}</Text>}
      <VirtualList label="Files" items={files} keyOf={({ path }) => path}>
        {(file) => <TransferRow file={file} datasetId={datasetId} />}
      </VirtualList>
    </Stack>
  );
}

const Offline = ({ isHere }: { isHere: boolean }) => (
  <Notice
    tone="warning"
    title={isHere ? "You are offline" : "The object store or the server cannot be reached"}
    isAlert
  >
    The upload goes on by itself once the connection is back. What has arrived stays.
  </Notice>
);
