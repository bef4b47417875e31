import { useQuery } from "@tanstack/react-query";
import { profileQuery, profileStartQuery, proofsQuery } from "#lib/schema/profile/client.ts";
import type { ColumnProof, ProfileStatus } from "#lib/schema/profile/contract.ts";

export interface Proofs {
  /** The files that are only looked up, which are not read whole. */
  aside: readonly string[];
  status: ProfileStatus | undefined;
  /** When the server said so (ms). */
  at: number;
  columns: ColumnProof[];
}

/** What whole files say of the dataset's columns so far. */
export function useProofs(datasetId: string, aside: readonly string[], enabled = true): Proofs {
  const { data: status, dataUpdatedAt: at } = useQuery({ ...profileQuery(datasetId, aside), enabled });
  const { data: columns = [] } = useQuery(proofsQuery(datasetId, aside, status?.files));
  return { aside, status, at, columns };
}

export interface StartedProofs extends Proofs {
  /** Why the files could not be asked for, and how to ask again. */
  error: Error | null;
  retry: () => void;
}

/** The same, and has the files read that were not yet. How far that is, is asked only then: an answer from before would say that nothing is read. */
export function useStartedProofs(datasetId: string, aside: readonly string[]): StartedProofs {
  const { isSuccess, error, refetch } = useQuery(profileStartQuery(datasetId, aside));
  return { ...useProofs(datasetId, aside, isSuccess), error, retry: () => void refetch() };
}
