import { useQuery } from "@tanstack/react-query";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
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
export function useProofs(datasetId: string, aside: readonly string[], found: Cuts, enabled = true): Proofs {
  const { data: status, dataUpdatedAt: at } = useQuery({ ...profileQuery(datasetId, aside), enabled });
  const { data: columns = [] } = useQuery(
    proofsQuery(datasetId, aside, cutOf(found), enabled ? status?.files : undefined),
  );
  return { aside, status, at, columns };
}

export interface StartedProofs extends Proofs {
  /** Why the files could not be asked for, and how to ask again. */
  error: Error | null;
  retry: () => void;
}

/** The same, and has the files read that were not yet. How far that is, is asked only then: an answer from before would say that nothing is read. */
export function useStartedProofs(datasetId: string, aside: readonly string[], found: Cuts): StartedProofs {
  const { isSuccess, error, refetch } = useQuery(profileStartQuery(datasetId, aside, cutOf(found)));
  return { ...useProofs(datasetId, aside, found, isSuccess), error, retry: () => void refetch() };
}

type Cuts = Pick<InspectionView, "cuts">;

/** Files that are cut otherwise are read anew, and say something else. */
const cutOf = ({ cuts }: Cuts): string => JSON.stringify(cuts ?? []);
