"use client";

import { Button } from "@mantine/core";
import { useRef } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";

declare module "react" {
  interface InputHTMLAttributes<T> {
    /** Lets a file input pick a folder; every browser has it, React's types do not. */
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}

/** A button of its own, because one file dialog offers either files or a folder. */
export function FolderButton({ onPick }: { onPick: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const hydrated = useHydrated();
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        webkitdirectory=""
        aria-label="Folder with CSV files"
        onChange={({ currentTarget }) => {
          onPick([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
      <Button variant="default" onClick={() => input.current?.click()} disabled={!hydrated}>
        Choose a folder
      </Button>
    </>
  );
}
