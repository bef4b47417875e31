import { useQuery } from "@tanstack/react-query";
import { filesQuery, unfinishedQuery } from "#lib/upload/client.ts";
import type { FileView } from "#lib/upload/contract.ts";
import type { UnfinishedUpload, UnfinishedUploads } from "#lib/upload/unfinished-upload.ts";
import { listClaims } from "./browser/claim-file.ts";
import { findChoice, type StoredChoice } from "./browser/stored-choice.ts";
import type { Unfinished } from "./match-unfinished.ts";

const POLL_MS = 2_000;

export interface UnfinishedView {
  /** Every file that was chosen and has not arrived; without an id when its upload was not even begun. */
  files: (Unfinished & { id: string | null })[];
  /** What is known of the newest uploads among them. */
  newest: UnfinishedUpload[];
  /** All paths that the dataset has, arrived or not. */
  known: ReadonlySet<string>;
  /** Paths that another tab of this browser is sending. */
  elsewhere: ReadonlySet<string>;
  /** Where the files are, as far as this browser remembers. */
  roots: FileSystemHandle[];
}

/** What was begun in a dataset and is not finished; undefined until it is known, and when there is nothing. */
export function useUnfinished(datasetId: string): UnfinishedView | undefined {
  const { data: uploads } = useQuery({ ...unfinishedQuery(datasetId), refetchInterval: pollWhileAny });
  const { data: choice } = useQuery(choiceQuery(datasetId));
  const isAny = uploads !== undefined && choice !== undefined && uploads.total + choice.files.length > 0;
  const { data: all } = useQuery({ ...filesQuery(datasetId), enabled: isAny });
  const { data: claims } = useQuery({ ...claimsQuery(), enabled: isAny });
  if (!isAny || !all || !claims) return undefined;
  const files = [...begunOf(all.files, uploads), ...notBegunOf(all.files, choice)];
  if (files.length === 0) return undefined;
  return {
    files,
    newest: uploads.uploads,
    known: new Set(all.files.map(({ path }) => path)),
    elsewhere: new Set(files.flatMap(({ path }) => (claims.has(`${datasetId}/${path}`) ? path : []))),
    roots: choice.roots,
  };
}

function begunOf(all: FileView[], { uploads }: UnfinishedUploads): UnfinishedView["files"] {
  const fingerprints = new Map(uploads.map(({ fileId, fingerprint }) => [fileId, fingerprint]));
  const begun = all.filter(({ state }) => state === "uploading");
  return begun.map(({ id, path, bytes }) => ({ id, path, bytes, fingerprint: fingerprints.get(id) ?? null }));
}

function notBegunOf(all: FileView[], { files }: StoredChoice): UnfinishedView["files"] {
  const known = new Set(all.map(({ path }) => path));
  return files.filter(({ path }) => !known.has(path)).map((file) => ({ ...file, id: null, fingerprint: null }));
}

const pollWhileAny = ({ state }: { state: { data?: UnfinishedUploads } }) =>
  state.data && state.data.total > 0 ? POLL_MS : false;

/** A browser that keeps nothing has nothing to tell. */
const choiceQuery = (datasetId: string) => ({
  queryKey: ["stored-choice", datasetId],
  queryFn: () => findChoice(datasetId).catch((): StoredChoice => ({ roots: [], files: [] })),
  structuralSharing: false,
});

const claimsQuery = () => ({
  queryKey: ["upload-claims"],
  queryFn: listClaims,
  refetchInterval: POLL_MS,
  structuralSharing: false,
});
