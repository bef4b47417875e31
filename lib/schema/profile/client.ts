import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/platform/fetch-json.ts";
import { asideSearch } from "../aside.ts";
import { ColumnProofs, ProfileStatus } from "./contract.ts";

const POLL_MS = 1_000;
/** Proofs of thousands of files come in so many steps. */
const STEPS = 20;

/** The files that a draft only looks values up in, which are not read whole. */
type Aside = readonly string[];

/** Asks once per visit, and for each way in which the files are cut, for the whole files to be read; asking again changes nothing. */
export const profileStartQuery = (datasetId: string, aside: Aside, cut: string) =>
  queryOptions({
    queryKey: ["profile-start", datasetId, aside, cut],
    queryFn: async ({ client }) => {
      const status = await startProfile(datasetId, { again: false, aside });
      client.setQueryData(profileQuery(datasetId, aside).queryKey, status);
      return status;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** How far the reading of whole files is; asked again while it goes on. */
export const profileQuery = (datasetId: string, aside: Aside) =>
  queryOptions({
    queryKey: ["profile", datasetId, aside],
    queryFn: ({ signal }) =>
      fetchJson(`/api/datasets/${datasetId}/profile${asideSearch(aside)}`, ProfileStatus, { signal }),
    refetchInterval: ({ state }) => (state.data?.files.open ? POLL_MS : false),
  });

/** What whole files say, column by column, as they are cut. It changes what is proposed, which is asked for again as well. */
export const proofsQuery = (datasetId: string, aside: Aside, cut: string, files: ProfileStatus["files"] | undefined) =>
  queryOptions({
    queryKey: ["profile-columns", datasetId, aside, cut, stepOf(files)],
    queryFn: async ({ client, signal }) => {
      const proofs = await fetchJson(`/api/datasets/${datasetId}/profile/columns${asideSearch(aside)}`, ColumnProofs, {
        signal,
      });
      await client.invalidateQueries({ queryKey: ["inspection", datasetId] });
      return proofs;
    },
    enabled: stepOf(files) > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before, query) => (query?.queryKey[3] === cut ? before : undefined),
  });

function stepOf(files: ProfileStatus["files"] | undefined): number {
  if (!files || files.read === files.all) return files?.read ?? 0;
  const size = Math.max(1, Math.ceil(files.all / STEPS));
  return Math.floor(files.read / size) * size;
}

export const startProfile = (datasetId: string, request: { again: boolean; aside: Aside }): Promise<ProfileStatus> =>
  fetchJson(`/api/datasets/${datasetId}/profile`, ProfileStatus, { method: "POST", body: request });

export const cancelProfile = (datasetId: string, aside: Aside): Promise<ProfileStatus> =>
  fetchJson(`/api/datasets/${datasetId}/profile/cancellation${asideSearch(aside)}`, ProfileStatus, { method: "POST" });
