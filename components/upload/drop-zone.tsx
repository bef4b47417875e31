"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useDropzone } from "react-dropzone";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { type Chosen, chosenFrom } from "./chosen-files.ts";
import classes from "./drop-zone.module.css";
import { FolderButton } from "./folder-button.tsx";

interface DropZoneProps {
  onChoose: (chosen: Chosen) => void;
  /** Smaller, once there are files. */
  compact: boolean;
}

/** Takes files and folders: dropped anywhere on it, or picked with the two buttons. */
export function DropZone({ onChoose, compact }: DropZoneProps) {
  const hydrated = useHydrated();
  const choose = (files: File[]) => onChoose(chosenFrom(files));
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    onDrop: choose,
    noClick: true,
    noKeyboard: true,
  });
  return (
    <div {...getRootProps({ className: classes.zone, "data-active": isDragActive, "data-compact": compact })}>
      {hydrated && <input {...getInputProps({ "aria-label": "CSV files", hidden: true, style: undefined })} />}
      <Stack align="center" gap={compact ? "xs" : "sm"}>
        <Text fw={600}>
          {isDragActive ? "Let go to add them" : compact ? "Add more" : "Drop CSV files or a folder here"}
        </Text>
        {!compact && (
          <Text size="sm" c="dimmed" ta="center">
            Many at once is fine. They go straight to your object store and stay as they are.
          </Text>
        )}
        <Group gap="xs" justify="center">
          <Button variant={compact ? "default" : "filled"} onClick={open} disabled={!hydrated}>
            Choose files
          </Button>
          <FolderButton onPick={choose} />
        </Group>
      </Stack>
    </div>
  );
}
