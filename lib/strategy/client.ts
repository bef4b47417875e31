import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import { RunList, type RunRequest, RunView } from "./contract.ts";

const POLL_MS = 1_000;

/** Starts a run on the dataset's newest version. Throws RequestFailed with a sentence for the user. */
export const startRun = (datasetId: string, request: z.input<typeof RunRequest>, server?: Server): Promise<RunView> =>
  fetchJson(`/api/datasets/${datasetId}/runs`, RunView, { method: "POST", body: request }, server);

export const getRun = (runId: number, options: { signal?: AbortSignal } = {}, server?: Server): Promise<RunView> =>
  fetchJson(`/api/runs/${runId}`, RunView, options, server);

export const listRuns = (options: { signal?: AbortSignal } = {}, server?: Server): Promise<RunList> =>
  fetchJson("/api/runs", RunList, options, server);

/** One run; asked again until it is published or has failed. */
export const runQuery = (runId: number) =>
  queryOptions({
    queryKey: ["run", runId],
    queryFn: ({ signal }) => getRun(runId, { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? POLL_MS : false),
  });

const isUnderWay = ({ status }: RunView): boolean => status === "queued" || status === "running";
