import { queryOptions } from "@tanstack/react-query";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import { StorageReport } from "./contract.ts";

export const checkStorage = (server?: Server, signal?: AbortSignal) =>
  fetchJson("/api/storage", StorageReport, { signal }, server);

/** Asked when somebody looks, not again and again: each answer costs the store a few dozen requests. */
export const storageQuery = () =>
  queryOptions({
    queryKey: ["storage"],
    queryFn: ({ signal }) => checkStorage(undefined, signal),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
