import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson } from "#lib/platform/fetch-json.ts";
import { type RepeatsRequest, type RepeatsStart, RepeatsStatus } from "./contract.ts";

const POLL_MS = 1_000;

/** Asks once per visit, and for each way in which ticker and date are read, for the rows that share them; its answer has what samples say. */
export const repeatsStartQuery = (datasetId: string, request: RepeatsRequest) =>
  queryOptions({
    queryKey: ["repeats-start", datasetId, request],
    queryFn: async ({ client }) => {
      const status = await startRepeats(datasetId, request);
      client.setQueryData(repeatsQuery(datasetId).queryKey, status);
      return status;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** How far the counting over whole files is; asked again while it goes on. */
export const repeatsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["repeats", datasetId],
    queryFn: async ({ client, signal }) => {
      const status = await fetchJson(`/api/datasets/${datasetId}/repeats`, RepeatsStatus, { signal });
      // What is looked up is judged by every row from now on.
      if (status.state === "done") await client.invalidateQueries({ queryKey: ["lookup-match", datasetId] });
      return status;
    },
    refetchInterval: ({ state }) => (state.data?.state === "open" ? POLL_MS : false),
  });

export const startRepeats = (datasetId: string, request: z.input<typeof RepeatsStart>): Promise<RepeatsStatus> =>
  fetchJson(`/api/datasets/${datasetId}/repeats`, RepeatsStatus, { method: "POST", body: request });
