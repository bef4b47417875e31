import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import type { RowCounts } from "#lib/upload/contract.ts";
import { CorrectionsTaken, MisfitList } from "./contract.ts";

/** What did not fit in a dataset's files; asked anew when their rows are counted otherwise. */
export const misfitsQuery = (datasetId: string, rows: RowCounts) =>
  queryOptions({
    queryKey: ["misfits", datasetId, rows],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => fetchJson(`/api/datasets/${datasetId}/misfits`, MisfitList, { signal }),
  });

/** Sends a rejects file back that was corrected; `csv` is its content, in UTF-8. Throws RequestFailed with a sentence. */
export const sendCorrections = (datasetId: string, csv: string | Blob, server?: Server): Promise<CorrectionsTaken> =>
  fetchJson(`/api/datasets/${datasetId}/corrections`, CorrectionsTaken, { method: "POST", csv }, server);
