import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { shownName } from "#lib/upload/shown-name.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { forgetFiles, keepFiles, keepRoots } from "./browser/stored-choice.ts";
import type { Chosen } from "./chosen-files.ts";
import { transferFor } from "./transfers.ts";

const HERE = "/datasets/new";

/** Sends files to a dataset and goes on to its columns when every one of them has arrived. */
export function useSending(): (datasetId: string, chosen: Pick<Chosen, "sources" | "roots">) => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  return async (datasetId, chosen) => {
    const transfer = transferFor(datasetId);
    transfer.add(chosen.sources);
    await remember(datasetId, chosen);
    const settled = await transfer.settled();
    await forget(datasetId, settled);
    await queries.invalidateQueries();
    const { done, failed, cancelled } = settled.counts;
    const allArrived = done > 0 && failed + cancelled === 0;
    if (allArrived && window.location.pathname === HERE) router.push(`/datasets/${datasetId}/columns`);
  };
}

async function remember(datasetId: string, { sources, roots }: Pick<Chosen, "sources" | "roots">): Promise<void> {
  if (sources.length === 0) return;
  const files = sources.map(({ path, blob }) => ({ path: shownName(path), bytes: blob.size }));
  await keepFiles(datasetId, files).catch(cannotKeep);
  void roots.then((known) => keepRoots(datasetId, known)).catch(cannotKeep);
}

/** What failed is remembered, because it may be tried again. */
async function forget(datasetId: string, { files }: TransferSnapshot): Promise<void> {
  const over = files.filter(({ state }) => state !== "failed").map(({ path }) => shownName(path));
  await forgetFiles(datasetId, new Set(over)).catch(cannotKeep);
}

/** Without a store of the browser's, files have to be chosen again after a reload; nothing else is lost. */
const cannotKeep = () => {};
