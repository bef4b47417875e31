import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { keepRoots } from "./browser/stored-roots.ts";
import type { Chosen } from "./chosen-files.ts";
import { transferFor } from "./transfers.ts";

const HERE = "/datasets/new";

/** Sends files to a dataset and goes on to its columns when every one of them has arrived. */
export function useSending(): (datasetId: string, chosen: Pick<Chosen, "sources" | "roots">) => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  return async (datasetId, { sources, roots }) => {
    const transfer = transferFor(datasetId);
    transfer.add(sources);
    // Without a store of the browser's, the files have to be chosen again after a reload; nothing else is lost.
    await keepRoots(datasetId, roots).catch(() => {});
    const { counts } = await transfer.settled();
    await queries.invalidateQueries();
    const allArrived = counts.done > 0 && counts.failed + counts.cancelled === 0;
    if (allArrived && window.location.pathname === HERE) router.push(`/datasets/${datasetId}/columns`);
  };
}
