import { afterAll, beforeAll } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "#lib/platform/db.ts";
import { closeSender, installQueue } from "#lib/platform/jobs/queue.ts";
import type { User } from "#lib/platform/session.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { completeUpload } from "./complete-upload.ts";
import type { CompletedPart, NewFile, UploadTicket } from "./contract.ts";
import { toBase64 } from "./crc32.ts";
import { crc32InNode } from "./crc32-in-node.ts";
import { rangeOfPart } from "./part-plan.ts";
import { putInNode } from "./put-in-node.ts";
import type { UploadApi } from "./transfer-requests.ts";
import { cancelUpload, createDataset, signParts } from "./upload.ts";

/** Real services with the queue's tables, for a test file that calls it at its top. */
export function withUploadServices(): void {
  withServices();
  beforeAll(installQueue);
  afterAll(closeSender);
}

/** A user nobody else in the test file is. */
export const someone = (): Promise<User> =>
  db().user.create({ data: { name: crypto.randomUUID() }, select: { id: true, name: true } });

export const emptyDataset = async (owner: User): Promise<string> =>
  (await createDataset(owner, { name: crypto.randomUUID() })).id;

/** The server's verbs for one user, without the wire between. */
export const apiOf = (owner: User): UploadApi => ({
  registerFiles: (datasetId, files) => startUploads(owner, datasetId, files),
  signParts: (datasetId, parts) => signParts(owner, datasetId, parts),
  completeFile: (fileId, parts) => completeUpload(owner, fileId, parts),
  cancelFile: (fileId) => cancelUpload(owner, fileId),
});

export const newFile = (path: string, bytes = 3): NewFile => ({
  path,
  bytes,
  lastModified: null,
  fingerprint: null,
  again: false,
  replace: false,
});

/** Registers one file that has to be taken. */
export async function register(owner: User, datasetId: string, path: string, bytes: number): Promise<UploadTicket> {
  const { tickets, refused } = await startUploads(owner, datasetId, [newFile(path, bytes)]);
  const [ticket] = tickets;
  if (!ticket) throw new Error(`Refused: ${refused[0]?.message}`);
  return ticket;
}

/** Sends one part of a registered file. */
export async function putPart(
  owner: User,
  datasetId: string,
  ticket: UploadTicket,
  whole: Blob,
  number = 1,
): Promise<CompletedPart> {
  const { start, end } = rangeOfPart(ticket, number);
  const [body, { signal }] = [whole.slice(start, end), new AbortController()];
  const crc32 = ticket.enforcesChecksums ? toBase64(await crc32InNode(body, signal)) : null;
  const { parts } = await signParts(owner, datasetId, [{ fileId: ticket.fileId, number, crc32 }]);
  const [{ url, headers } = { url: "", headers: {} }] = parts;
  return { etag: await putInNode(url, body, { signal, onProgress: () => {}, headers }), crc32 };
}

/** A whole file of one part, arrived. */
export async function arrivedFile(owner: User, datasetId: string, path: string, content: BlobPart = "a,b\n1,2\n") {
  const blob = new Blob([content]);
  const ticket = await register(owner, datasetId, path, blob.size);
  return completeUpload(owner, ticket.fileId, [await putPart(owner, datasetId, ticket, blob)]);
}
