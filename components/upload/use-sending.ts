import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Source } from "#lib/upload/transfer-file.ts";
import { transferFor } from "./transfers.ts";

const HERE = "/datasets/new";

/** Sends files to a dataset and goes on to its columns when every one of them has arrived. */
export function useSending(): (datasetId: string, sources: Source[]) => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  return async (datasetId, sources) => {
    const transfer = transferFor(datasetId);
    transfer.add(sources);
    const { counts } = await transfer.settled();
    await queries.invalidateQueries();
    const allArrived = counts.done > 0 && counts.failed + counts.cancelled === 0;
    if (allArrived && window.location.pathname === HERE) router.push(`/datasets/${datasetId}/columns`);
  };
}
