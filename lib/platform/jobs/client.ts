import { queryOptions } from "@tanstack/react-query";
import { fetchJson, type Server } from "../fetch-json.ts";
import { JobDetail, JobList, JobView, WorkerList } from "../wire.ts";

/** Jobs start elsewhere at any moment, so a page that shows them keeps asking. */
const POLL_MS = 1_500;
const WORKERS_POLL_MS = 3_000;

/** What a list of jobs is narrowed to; nothing means all. */
export interface JobChoice {
  state?: "open" | "succeeded" | "failed" | "cancelled" | null;
  kind?: string | null;
  dataset?: string | null;
  /** How many of those that have ended. */
  limit?: number;
}

export const listJobs = (server?: Server, signal?: AbortSignal, choice: JobChoice = {}) =>
  fetchJson(`/api/jobs${queryOf(choice)}`, JobList, { signal }, server);

export const getJob = (jobId: string, server?: Server, signal?: AbortSignal) =>
  fetchJson(`/api/jobs/${jobId}`, JobDetail, { signal }, server);

export const cancelJob = (jobId: string, server?: Server) =>
  fetchJson(`/api/jobs/${jobId}/cancellation`, JobView, { method: "POST" }, server);

/** Runs a job again that failed or was cancelled. */
export const retryJob = (jobId: string, server?: Server) =>
  fetchJson(`/api/jobs/${jobId}/retry`, JobView, { method: "POST" }, server);

export const listWorkers = (server?: Server, signal?: AbortSignal) =>
  fetchJson("/api/workers", WorkerList, { signal }, server);

export const jobsQuery = (choice: JobChoice = {}) =>
  queryOptions({
    queryKey: ["jobs", choice],
    queryFn: ({ signal }) => listJobs(undefined, signal, choice),
    refetchInterval: POLL_MS,
  });

export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["jobs", "one", jobId],
    queryFn: ({ signal }) => getJob(jobId, undefined, signal),
    refetchInterval: POLL_MS,
  });

export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) => listWorkers(undefined, signal),
    refetchInterval: WORKERS_POLL_MS,
  });

function queryOf(choice: JobChoice): string {
  const chosen = Object.entries(choice).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
  return chosen.length > 0 ? `?${new URLSearchParams(chosen)}` : "";
}
