"use client";

import { Button, Group } from "@mantine/core";
import { useRef } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { hasPickers, pickFiles, pickFolder } from "./browser/file-system-access.ts";

declare module "react" {
  interface InputHTMLAttributes<T> {
    /** Lets a file input pick a folder; every browser has it, React's types do not. */
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}

interface PickButtonsProps {
  /** Whether choosing is the main thing to do here. */
  isMain: boolean;
  /** Opens the browser's plain dialog for files. */
  onBrowse: () => void;
  onFiles: (files: File[]) => void;
  /** What can be found again after a reload, where the browser lets us. */
  onRoots: (roots: FileSystemHandle[]) => void;
}

/** A button each for files and for a folder, because one dialog offers either. */
export function PickButtons({ isMain, onBrowse, onFiles, onRoots }: PickButtonsProps) {
  const folderInput = useRef<HTMLInputElement>(null);
  const hydrated = useHydrated();
  const pick = async (picker: () => Promise<FileSystemHandle[]>, browse: () => void) => {
    const roots = hasPickers() ? await picker().catch(() => undefined) : undefined;
    if (!roots) browse();
    else if (roots.length > 0) onRoots(roots);
  };
  return (
    <Group gap="xs" justify="center">
      <input
        ref={folderInput}
        type="file"
        hidden
        webkitdirectory=""
        aria-label="Folder with CSV files"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
      <Button variant={isMain ? "filled" : "default"} onClick={() => pick(pickFiles, onBrowse)} disabled={!hydrated}>
        Choose files
      </Button>
      <Button
        variant="default"
        onClick={() => pick(pickFolder, () => folderInput.current?.click())}
        disabled={!hydrated}
      >
        Choose a folder
      </Button>
    </Group>
  );
}
