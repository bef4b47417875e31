import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import { SweepList, type SweepRequest, type SweepSummary, SweepView } from "./contract.ts";

const POLL_MS = 1_000;

/** Starts a sweep on the dataset's newest version. Throws RequestFailed with a sentence for the user. */
export const startSweep = (
  datasetId: string,
  request: z.input<typeof SweepRequest>,
  server?: Server,
): Promise<SweepView> =>
  fetchJson(`/api/datasets/${datasetId}/sweeps`, SweepView, { method: "POST", body: request }, server);

export const getSweep = (id: string, options: { signal?: AbortSignal } = {}, server?: Server): Promise<SweepView> =>
  fetchJson(`/api/sweeps/${id}`, SweepView, options, server);

/** One sweep; asked again until it is published or has failed. */
export const sweepQuery = (id: string) =>
  queryOptions({
    queryKey: ["sweep", id],
    queryFn: ({ signal }) => getSweep(id, { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? POLL_MS : false),
  });

/** What was tried on a dataset; asked again while something is under way. */
export const sweepsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["sweeps", datasetId],
    queryFn: ({ signal }) => fetchJson(`/api/datasets/${datasetId}/sweeps`, SweepList, { signal }),
    refetchInterval: ({ state }) => (state.data?.sweeps.some(isUnderWay) ? POLL_MS : false),
  });

const isUnderWay = ({ status }: Pick<SweepSummary, "status">): boolean => status === "queued" || status === "running";
