import { useQuery } from "@tanstack/react-query";
import { profileQuery, profileStartQuery, proofsQuery } from "#lib/schema/profile/client.ts";
import type { ColumnProof, ProfileStatus } from "#lib/schema/profile/contract.ts";

export interface Proofs {
  status: ProfileStatus | undefined;
  /** Why nothing is known of how far the reading is. */
  error: Error | null;
  columns: ColumnProof[];
}

/** What whole files say of the dataset's columns so far. */
export function useProofs(datasetId: string): Proofs {
  const { data: status, error } = useQuery(profileQuery(datasetId));
  const { data: columns = [] } = useQuery(proofsQuery(datasetId, status?.files));
  return { status, error, columns };
}

/** The same, and has the files read that were not yet. */
export function useStartedProofs(datasetId: string): Proofs {
  const started = useQuery(profileStartQuery(datasetId));
  const proofs = useProofs(datasetId);
  return { ...proofs, error: started.error ?? proofs.error };
}
