import type { CompletedPart, FileView, NewFile, PartRef, SignedPart, UploadTickets } from "./contract.ts";
import type { Part } from "./part-batch.ts";
import { withRetries } from "./retry.ts";
import type { TransferFile } from "./transfer-file.ts";

const GONE = "The server no longer takes this file: its upload was cancelled or started anew elsewhere.";

/** The server's side of an upload; `uploadApi(server)` of client.ts is one. */
export interface UploadApi {
  registerFiles(datasetId: string, files: NewFile[]): Promise<UploadTickets>;
  signParts(datasetId: string, parts: PartRef[]): Promise<{ parts: SignedPart[] }>;
  completeFile(fileId: string, parts: CompletedPart[]): Promise<FileView>;
  cancelFile(fileId: string): Promise<unknown>;
}

/** What a transfer asks of the server, each question tried again while it fails for a passing reason. */
export class TransferRequests {
  readonly #datasetId: string;
  readonly #api: UploadApi;
  readonly #pauseMs: ((tries: number) => number) | undefined;

  constructor(datasetId: string, api: UploadApi, pauseMs?: (tries: number) => number) {
    this.#datasetId = datasetId;
    this.#api = api;
    this.#pauseMs = pauseMs;
  }

  /** Gives each file its ticket, or fails it with the server's reason. */
  async register(files: TransferFile[]): Promise<void> {
    const announced = files.map(({ announcement }) => announcement);
    const answer = await this.#ask(() => this.#api.registerFiles(this.#datasetId, announced));
    const tickets = new Map(answer.tickets.map((ticket) => [ticket.path, ticket]));
    const refusals = new Map(answer.refused.map(({ path, message }) => [path, message]));
    for (const file of files) {
      file.ticket = tickets.get(file.source.path);
      if (!file.ticket) file.fail(refusals.get(file.source.path) ?? GONE, false);
    }
  }

  /** A URL for each part, in their order; undefined where the server no longer takes the file, which then fails. */
  async sign(parts: Part[]): Promise<(string | undefined)[]> {
    const refs = parts.flatMap(({ file, number }) =>
      file.ticket ? { fileId: file.ticket.fileId, number, crc32: null } : [],
    );
    const answer = await this.#ask(() => this.#api.signParts(this.#datasetId, refs));
    const urls = new Map(answer.parts.map(({ fileId, number, url }) => [`${fileId}/${number}`, url]));
    return parts.map(({ file, number }) => {
      const url = urls.get(`${file.ticket?.fileId}/${number}`);
      if (!url) file.fail(GONE, false);
      return url;
    });
  }

  complete(fileId: string, parts: CompletedPart[]): Promise<FileView> {
    return this.#ask(() => this.#api.completeFile(fileId, parts));
  }

  /** Should the server not hear of it, its sweep gives the upload up in time. */
  async cancel(fileId: string): Promise<void> {
    await this.#ask(() => this.#api.cancelFile(fileId)).catch(() => {});
  }

  #ask<T>(question: () => Promise<T>): Promise<T> {
    return withRetries(question, { pauseMs: this.#pauseMs });
  }
}
