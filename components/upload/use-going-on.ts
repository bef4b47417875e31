import { useMutation } from "@tanstack/react-query";
import { plural } from "#lib/platform/format.ts";
import { takeFingerprint } from "#lib/upload/fingerprint.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import { crc32OffThread } from "./browser/crc32-off-thread.ts";
import { filesOf, mayRead } from "./browser/file-system-access.ts";
import { type Chosen, chosenFrom } from "./chosen-files.ts";
import { matchUnfinished } from "./match-unfinished.ts";
import { useSending } from "./use-sending.ts";
import type { UnfinishedView } from "./use-unfinished.ts";

const NAMED = 3;

/**
 * Goes on with unfinished uploads: from the files this browser remembers, or from those that were chosen again, where
 * files that the dataset does not have at all are taken too. Its answer is what there is to say.
 */
export function useGoingOn(datasetId: string, { files, known, roots }: UnfinishedView) {
  const send = useSending();
  const goOn = (chosen: Chosen, sources: Source[]) => {
    if (sources.length > 0) void send(datasetId, { sources, roots: chosen.roots });
  };
  const chosenAgain = useMutation({
    mutationFn: async (chosen: Chosen) => {
      const { sources, others, missing } = await matchUnfinished(files, chosen.sources, fingerprintOf);
      const fresh = others.filter(({ path }) => !known.has(shownName(path)));
      goOn(chosen, [...sources, ...fresh]);
      return chosenWords(missing, others.length - fresh.length);
    },
  });
  const remembered = useMutation({
    mutationFn: async () => {
      if (!(await mayRead(roots))) return "The browser was not allowed to read the files. Choose them again instead.";
      const chosen = chosenFrom(await filesOf(roots), Promise.resolve(roots));
      const { sources, missing } = await matchUnfinished(files, chosen.sources, fingerprintOf);
      goOn(chosen, sources);
      return missingWords(missing);
    },
  });
  return { chosenAgain, remembered };
}

const fingerprintOf = ({ blob }: Source): Promise<string> =>
  takeFingerprint(blob, crc32OffThread, new AbortController().signal);

function chosenWords(missing: string[], left: number): string {
  if (left === 0) return missingWords(missing);
  return `${plural(left, "chosen file had", "chosen files had")} arrived before. ${missingWords(missing)}`.trim();
}

function missingWords(missing: string[]): string {
  if (missing.length === 0) return "";
  const names = missing.slice(0, NAMED).join(", ") + (missing.length > NAMED ? ", …" : "");
  return `${plural(missing.length, "file was", "files were")} not found and can be chosen again: ${names}.`;
}
