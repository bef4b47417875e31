"use client";

import { Stack, Text } from "@mantine/core";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { Chosen } from "./chosen-files.ts";
import classes from "./drop-zone.module.css";
import { PickButtons } from "./pick-buttons.tsx";
import { useChoosing } from "./use-choosing.ts";

interface DropZoneProps {
  onChoose: (chosen: Chosen) => void;
  title: string;
  /** What may be dropped, in a sentence; without it the zone is small. */
  children?: string;
}

const STATE_WORDS = {
  ready: undefined,
  reading: "Looking through what was chosen …",
  failed: "That could not be read. Choose it with the buttons instead.",
};

/** Takes files and folders: dropped anywhere on it, or picked with the two buttons. */
export function DropZone({ onChoose, title, children }: DropZoneProps) {
  const hydrated = useHydrated();
  const { getRootProps, getInputProps, open, isDragActive, state, choose, chooseRoots } = useChoosing(onChoose);
  const isSmall = children === undefined;
  return (
    <div {...getRootProps({ className: classes.zone, "data-active": isDragActive, "data-compact": isSmall })}>
      {hydrated && <input {...getInputProps({ "aria-label": "CSV files", hidden: true, style: undefined })} />}
      <Stack align="center" gap={isSmall ? "xs" : "sm"}>
        <Text fw={600} ta="center" role={state === "ready" ? undefined : "status"}>
          {isDragActive ? "Let go to add them" : (STATE_WORDS[state] ?? title)}
        </Text>
        {children && (
          <Text size="sm" c="dimmed" ta="center">
            {children}
          </Text>
        )}
        <PickButtons isMain={!isSmall} onBrowse={open} onFiles={choose} onRoots={chooseRoots} />
      </Stack>
    </div>
  );
}
