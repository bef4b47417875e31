import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import type { JobView } from "#lib/platform/wire.ts";
import {
  type CompletedPart,
  Created,
  DatasetList,
  DatasetView,
  FileList,
  FileView,
  type NewFile,
  type PartRef,
  Signatures,
  UploadTickets,
} from "./contract.ts";
import { type ObjectsOrder, type ObjectsPage, ObjectsSeen, ObjectsTaken } from "./in-place/contract.ts";
import type { UploadApi } from "./transfer-requests.ts";
import { UnfinishedUploads } from "./unfinished-upload.ts";

const POLL_MS = 1_500;

/** What a Transfer asks, answered by the server. */
export const uploadApi = (server?: Server): UploadApi => ({
  registerFiles: (datasetId, files) => registerFiles(datasetId, files, server),
  signParts: (datasetId, parts) => signParts(datasetId, parts, server),
  completeFile: (fileId, parts) => completeFile(fileId, parts, server),
  cancelFile: (fileId) => cancelFile(fileId, server),
});

export const listDatasets = (server?: Server, signal?: AbortSignal) =>
  fetchJson("/api/datasets", DatasetList, { signal }, server);

export const createDataset = (name: string, server?: Server) =>
  fetchJson("/api/datasets", Created, { method: "POST", body: { name } }, server);

export const getDataset = (datasetId: string, server?: Server, signal?: AbortSignal) =>
  fetchJson(`/api/datasets/${datasetId}`, DatasetView, { signal }, server);

export const listFiles = (datasetId: string, server?: Server, signal?: AbortSignal) =>
  fetchJson(`/api/datasets/${datasetId}/files`, FileList, { signal }, server);

/** What can be gone on with in a dataset, by choosing the same files again. */
export const unfinishedQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["dataset", datasetId, "uploads"],
    queryFn: ({ signal }) => fetchJson(`/api/datasets/${datasetId}/uploads`, UnfinishedUploads, { signal }),
  });

/** At most 100 files a call. What cannot be taken comes back under `refused`, each with a sentence. */
export const registerFiles = (datasetId: string, files: NewFile[], server?: Server) =>
  fetchJson(`/api/datasets/${datasetId}/files`, UploadTickets, { method: "POST", body: { files } }, server);

/** One page of objects that are in a bucket already; `next` of the answer is the next one's `after`. */
export const registerObjects = (datasetId: string, order: ObjectsOrder, server?: Server) =>
  fetchJson(`/api/datasets/${datasetId}/objects`, ObjectsTaken, { method: "POST", body: order }, server);

/** At most 100 parts a call, of any files of the dataset. */
export const signParts = (datasetId: string, parts: PartRef[], server?: Server) =>
  fetchJson(`/api/datasets/${datasetId}/signatures`, Signatures, { method: "POST", body: { parts } }, server);

/** Parts as they were sent and answered, the first one first. */
export const completeFile = (fileId: string, parts: CompletedPart[], server?: Server) =>
  fetchJson(`/api/files/${fileId}/completion`, FileView, { method: "POST", body: { parts } }, server);

export const cancelFile = (fileId: string, server?: Server) =>
  fetchJson(`/api/files/${fileId}`, z.undefined(), { method: "DELETE" }, server);

export const lookAtObjects = ({ bucket, prefix, after }: ObjectsPage, server?: Server) => {
  const query = new URLSearchParams({ bucket, prefix, ...(after === undefined ? {} : { after }) });
  return fetchJson(`/api/objects?${query}`, ObjectsSeen, {}, server);
};

export const datasetsQuery = () =>
  queryOptions({
    queryKey: ["datasets"],
    queryFn: ({ signal }) => listDatasets(undefined, signal),
    refetchInterval: ({ state }) => (state.data?.datasets.some(isMoving) ? POLL_MS : false),
  });

export const datasetQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["dataset", datasetId],
    queryFn: ({ signal }) => getDataset(datasetId, undefined, signal),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? POLL_MS : false),
  });

export const filesQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["dataset", datasetId, "files"],
    queryFn: ({ signal }) => listFiles(datasetId, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.files.some(isUnderWay) ? POLL_MS : false),
  });

const isOpen = (job: JobView): boolean => job.state === "queued" || job.state === "running";

const isMoving = ({ stage, jobs }: DatasetView): boolean =>
  stage === "uploading" || stage === "inspecting" || stage === "converting" || jobs.some(isOpen);

const isUnderWay = ({ state }: FileView): boolean =>
  state === "uploading" || state === "uploaded" || state === "confirmed";
