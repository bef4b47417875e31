import type { User } from "#lib/platform/session.ts";
import { headerSignature } from "#lib/schema/header.ts";
import { listInspected, requireDataset } from "#lib/schema/queries.ts";
import type { Candidates } from "./contract.ts";

const MAX_FILES = 200;

/** The files that values may be looked up in: one that is unlike the others is the likeliest. */
export async function listCandidates(owner: User, datasetId: string): Promise<Candidates> {
  await requireDataset(owner, datasetId);
  const inspected = await listInspected(datasetId);
  const files = inspected.map(({ path, inspection }) => ({
    path,
    columns: inspection.columns.map(({ source }) => source),
  }));
  const groups = Map.groupBy(files, ({ columns }) => headerSignature(columns));
  const rarest = [...groups.values()].sort((a, b) => a.length - b.length);
  const ordered = [...rarest.flatMap((group) => group.slice(0, 1)), ...rarest.flatMap((group) => group.slice(1))];
  return { files: ordered.slice(0, MAX_FILES), all: files.length };
}
