import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson } from "#lib/platform/fetch-json.ts";
import { CutFiles, type CutRequest, Preview, type PreviewRequest } from "./contract.ts";

/** A file's sample under one dialect; what was shown before stays until it is there. */
export const previewQuery = (datasetId: string, request: z.input<typeof PreviewRequest>) =>
  queryOptions({
    queryKey: ["preview", datasetId, request],
    queryFn: ({ signal }) =>
      fetchJson(`/api/datasets/${datasetId}/preview`, Preview, { method: "POST", body: request, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** Cuts all files of the dataset otherwise, or the one named. Throws RequestFailed with a sentence when it cannot be. */
export const cutFiles = (datasetId: string, request: z.input<typeof CutRequest>): Promise<CutFiles> =>
  fetchJson(`/api/datasets/${datasetId}/dialect`, CutFiles, { method: "POST", body: request });
