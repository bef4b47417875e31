import { useRef, useState } from "react";
import { type DropzoneOptions, useDropzone } from "react-dropzone";
import { readDrop } from "./browser/dropped-files.ts";
import { filesOf } from "./browser/file-system-access.ts";
import { type Chosen, chosenFrom } from "./chosen-files.ts";

type FilesEvent = Parameters<NonNullable<DropzoneOptions["getFilesFromEvent"]>>[0];

/** Takes what is dropped or picked, and hands it on once it is known what is in it. */
export function useChoosing(onChoose: (chosen: Chosen) => void) {
  const roots = useRef<Chosen["roots"]>(undefined);
  const [state, setState] = useState<"ready" | "reading" | "failed">("ready");
  const choose = (files: File[]) => {
    setState("ready");
    onChoose(chosenFrom(files, roots.current));
    roots.current = undefined;
  };
  const chooseRoots = async (picked: FileSystemHandle[]) => {
    setState("reading");
    roots.current = Promise.resolve(picked);
    choose(await filesOf(picked));
  };
  const readEvent = async (event: FilesEvent): Promise<(File | DataTransferItem)[]> => {
    if (Array.isArray(event)) return [];
    if (!("dataTransfer" in event))
      return event.target instanceof HTMLInputElement ? [...(event.target.files ?? [])] : [];
    if (!event.dataTransfer || event.type !== "drop") return [...(event.dataTransfer?.items ?? [])];
    const dropped = readDrop(event.dataTransfer.items);
    roots.current = dropped.roots;
    setState("reading");
    return dropped.files;
  };
  const zone = useDropzone({
    getFilesFromEvent: readEvent,
    onDrop: choose,
    onError: () => setState("failed"),
    noClick: true,
    noKeyboard: true,
    noPaste: true,
  });
  return { ...zone, state, choose, chooseRoots };
}
