"use client";

import { Text } from "@mantine/core";
import { memo } from "react";
import { Meter } from "#components/ui/meter.tsx";
import type { FileProgress, TransferState } from "#lib/upload/transfer-file.ts";
import classes from "./transfer-row.module.css";
import { TransferRowActions } from "./transfer-row-actions.tsx";
import { crc32Words, fileWords } from "./transfer-words.ts";

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

/** Drawn again only when something about the file changed, while its list is drawn ten times a second. */
export const TransferRow = memo(({ file, datasetId }: { file: FileProgress; datasetId: string }) => {
  const { path, bytes, sentBytes, state, failure, note, crc32 } = file;
  const isHere = state === "done" || state === "skipped";
  return (
    <div className={classes.row}>
      <div className={classes.file}>
        <div className={classes.facts}>
          <span className={classes.name} title={path}>
            {path}
          </span>
          <Text size="sm" c="dimmed" className="numbers nowrap">
            {isHere && crc32 && <Checksum crc32={crc32Words(crc32)} />}
            {fileWords(file)}
          </Text>
        </div>
        <Meter label={path} done={isHere ? 1 : sentBytes} total={isHere ? 1 : bytes} tone={TONES[state]} />
        {note && (
          <Text size="sm" c="dimmed" mt={4}>
            {note}
          </Text>
        )}
        {failure && (
          <Text size="sm" c="var(--warning-text)" mt={4} role="alert">
            {failure}
          </Text>
        )}
      </div>
      <TransferRowActions file={file} datasetId={datasetId} />
    </div>
  );
});

/** Of what arrived, as the store confirmed it. */
const Checksum = ({ crc32 }: { crc32: string }) => (
  <span className={classes.checksum} title={`CRC-32 of the whole file, as the object store confirmed it: ${crc32}`}>
    CRC-32 <span className="raw">{crc32}</span> ·{" "}
  </span>
);
