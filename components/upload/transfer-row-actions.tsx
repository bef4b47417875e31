"use client";

import { ActionIcon, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { CloseIcon, PauseIcon, PlayIcon, ReplaceIcon, RetryIcon } from "#components/ui/icons.tsx";
import type { FileProgress, TransferState } from "#lib/upload/transfer-file.ts";
import { NOTHING_CHOSEN } from "./chosen-files.ts";
import classes from "./transfer-row.module.css";
import { findTransfer } from "./transfers.ts";
import { useSending } from "./use-sending.ts";

type Action = "pause" | "resume" | "cancel" | "retry" | "replace";

const OFFERED: Record<TransferState, Action[]> = {
  waiting: ["pause", "cancel"],
  sending: ["pause", "cancel"],
  paused: ["resume", "cancel"],
  offline: ["pause", "cancel"],
  elsewhere: ["cancel"],
  verifying: [],
  done: [],
  skipped: [],
  failed: ["retry"],
  cancelled: ["retry"],
};

/** What takes another's place takes the keyboard's focus over with it. */
const PLACES: Record<Action, string> = { pause: "hold", resume: "hold", cancel: "end", retry: "end", replace: "end" };

/** What can be done with one file. */
export function TransferRowActions({
  file: { path, state, differs },
  datasetId,
}: {
  file: FileProgress;
  datasetId: string;
}) {
  const send = useSending();
  const transfer = findTransfer(datasetId);
  const begin = (again: () => void) => () => {
    again();
    void send(datasetId, NOTHING_CHOSEN);
  };
  const actions: Record<Action, { name: string; icon: ReactNode; act: () => void }> = {
    pause: { name: `Pause ${path}`, icon: <PauseIcon />, act: () => transfer?.pauseFile(path) },
    resume: { name: `Resume ${path}`, icon: <PlayIcon />, act: () => transfer?.resumeFile(path) },
    cancel: { name: `Cancel ${path}`, icon: <CloseIcon />, act: () => transfer?.cancelFile(path) },
    retry: { name: `Try ${path} again`, icon: <RetryIcon />, act: begin(() => transfer?.retryFile(path)) },
    replace: {
      name: `Replace ${path} in the dataset`,
      icon: <ReplaceIcon />,
      act: begin(() => transfer?.replaceFile(path)),
    },
  };
  const offered: Action[] = differs ? ["replace"] : OFFERED[state];
  return (
    <Group gap={0} wrap="nowrap" justify="flex-end" className={classes.actions}>
      {offered.map((action) => {
        const { name, icon, act } = actions[action];
        return (
          <ActionIcon key={PLACES[action]} variant="subtle" color="gray" aria-label={name} onClick={act}>
            {icon}
          </ActionIcon>
        );
      })}
    </Group>
  );
}
