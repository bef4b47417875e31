"use client";

import { ActionIcon, Box, Group, Text } from "@mantine/core";
import { CloseIcon, RetryIcon } from "#components/ui/icons.tsx";
import { Meter } from "#components/ui/meter.tsx";
import type { FileProgress, TransferState } from "#lib/upload/transfer-file.ts";
import { fileWords } from "./transfer-words.ts";
import { findTransfer } from "./transfers.ts";
import { useSending } from "./use-sending.ts";

const TONES = {
  waiting: "still",
  sending: "going",
  paused: "still",
  offline: "still",
  elsewhere: "still",
  verifying: "going",
  done: "good",
  skipped: "good",
  failed: "bad",
  cancelled: "still",
} as const satisfies Record<TransferState, string>;

export function TransferRow({ file, datasetId }: { file: FileProgress; datasetId: string }) {
  const { path, bytes, sentBytes, state, failure } = file;
  return (
    <Group wrap="nowrap" gap="sm">
      <Box flex={1} miw={0}>
        <Group justify="space-between" wrap="nowrap" gap="sm" mb={4}>
          <Text truncate title={path}>
            {path}
          </Text>
          <Text size="sm" c="dimmed" className="numbers nowrap">
            {fileWords(file)}
          </Text>
        </Group>
        <Meter
          label={path}
          done={state === "done" ? 1 : sentBytes}
          total={state === "done" ? 1 : bytes}
          tone={TONES[state]}
        />
        {failure && (
          <Text size="sm" c="var(--warning-text)" mt={4} role="alert">
            {failure}
          </Text>
        )}
      </Box>
      <RowAction file={file} datasetId={datasetId} />
    </Group>
  );
}

function RowAction({ file: { path, state }, datasetId }: { file: FileProgress; datasetId: string }) {
  const send = useSending();
  const transfer = findTransfer(datasetId);
  const retry = () => {
    transfer?.retryFile(path);
    send(datasetId, []);
  };
  if (state === "waiting" || state === "sending")
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Cancel ${path}`}
        onClick={() => transfer?.cancelFile(path)}
      >
        <CloseIcon />
      </ActionIcon>
    );
  if (state === "failed" || state === "cancelled")
    return (
      <ActionIcon variant="subtle" color="gray" aria-label={`Try ${path} again`} onClick={retry}>
        <RetryIcon />
      </ActionIcon>
    );
  return <Box w={28} />;
}
