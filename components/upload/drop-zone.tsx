"use client";

import { Stack, Text } from "@mantine/core";
import { type DragEvent, useRef, useState } from "react";
import { useDropzone } from "react-dropzone";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { droppedRoots, filesOf } from "./browser/file-system-access.ts";
import { type Chosen, chosenFrom } from "./chosen-files.ts";
import classes from "./drop-zone.module.css";
import { PickButtons } from "./pick-buttons.tsx";

interface DropZoneProps {
  onChoose: (chosen: Chosen) => void;
  title: string;
  /** What may be dropped, in a sentence; without it the zone is small. */
  children?: string;
}

const NO_ROOTS: Promise<FileSystemHandle[]> = Promise.resolve([]);

/** Takes files and folders: dropped anywhere on it, or picked with the two buttons. */
export function DropZone({ onChoose, title, children }: DropZoneProps) {
  const hydrated = useHydrated();
  const dropped = useRef(NO_ROOTS);
  const [isReading, setReading] = useState(false);
  const read = async (files: File[] | undefined, roots: Promise<FileSystemHandle[]> = NO_ROOTS) => {
    setReading(true);
    const found = await roots;
    onChoose(chosenFrom(files ?? (await filesOf(found)), found));
    setReading(false);
  };
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    onDrop: (files) => {
      void read(files, dropped.current);
      dropped.current = NO_ROOTS;
    },
    onError: () => setReading(false),
    noClick: true,
    noKeyboard: true,
  });
  const noteDrop = ({ dataTransfer }: DragEvent) => {
    dropped.current = droppedRoots(dataTransfer.items);
    setReading(true);
  };
  const isSmall = children === undefined;
  return (
    <div
      {...getRootProps({
        className: classes.zone,
        "data-active": isDragActive,
        "data-compact": isSmall,
        onDrop: noteDrop,
      })}
    >
      {hydrated && <input {...getInputProps({ "aria-label": "CSV files", hidden: true, style: undefined })} />}
      <Stack align="center" gap={isSmall ? "xs" : "sm"}>
        <Text fw={600} ta="center" role={isReading ? "status" : undefined}>
          {isReading ? "Looking through what was chosen …" : isDragActive ? "Let go to add them" : title}
        </Text>
        {children && (
          <Text size="sm" c="dimmed" ta="center">
            {children}
          </Text>
        )}
        <PickButtons
          isMain={!isSmall}
          onBrowse={open}
          onFiles={(files) => void read(files)}
          onRoots={(roots) => void read(undefined, Promise.resolve(roots))}
        />
      </Stack>
    </div>
  );
}
