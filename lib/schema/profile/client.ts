import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/platform/fetch-json.ts";
import { ColumnProofs, ProfileStatus } from "./contract.ts";

const POLL_MS = 1_000;

/** Asks once per visit for the whole files to be read; asking again changes nothing. */
export const profileStartQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["profile-start", datasetId],
    queryFn: () => startProfile(datasetId, false),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** How far the reading of whole files is; asked again while it goes on. */
export const profileQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["profile", datasetId],
    queryFn: ({ signal }) => fetchJson(`/api/datasets/${datasetId}/profile`, ProfileStatus, { signal }),
    refetchInterval: ({ state }) => (state.data?.files.open ? POLL_MS : false),
  });

/** What whole files say, column by column; `read` is how many of them were read. */
export const proofsQuery = (datasetId: string, read: number) =>
  queryOptions({
    queryKey: ["profile-columns", datasetId, read],
    queryFn: ({ signal }) => fetchJson(`/api/datasets/${datasetId}/profile/columns`, ColumnProofs, { signal }),
    enabled: read > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });

export const startProfile = (datasetId: string, again: boolean): Promise<ProfileStatus> =>
  fetchJson(`/api/datasets/${datasetId}/profile`, ProfileStatus, { method: "POST", body: { again } });

export const cancelProfile = (datasetId: string): Promise<ProfileStatus> =>
  fetchJson(`/api/datasets/${datasetId}/profile/cancellation`, ProfileStatus, { method: "POST" });
