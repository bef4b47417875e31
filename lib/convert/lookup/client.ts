import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson } from "#lib/platform/fetch-json.ts";
import { Candidates, MatchAnswer, type MatchRequest } from "./contract.ts";

/** The files that values may be looked up in, with their columns. */
export const candidatesQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["lookup-candidates", datasetId],
    queryFn: ({ signal }) => fetchJson(`/api/datasets/${datasetId}/lookups`, Candidates, { signal }),
  });

/** How many keys of the data a lookup file has, before anything is confirmed. */
export const matchQuery = (datasetId: string, request: z.input<typeof MatchRequest>) =>
  queryOptions({
    queryKey: ["lookup-match", datasetId, request],
    queryFn: ({ signal }) =>
      fetchJson(`/api/datasets/${datasetId}/lookups`, MatchAnswer, { method: "POST", body: request, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
