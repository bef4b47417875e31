import { RequestFailed } from "#lib/platform/fetch-json.ts";
import type { Clock } from "./clock.ts";
import type { CompletedPart, FileView, NewFile, PartRef, RefusedFile, SignedPart, UploadTickets } from "./contract.ts";
import type { Line, Persisting } from "./line.ts";
import type { Part } from "./part-queue.ts";
import { kindOf } from "./retry.ts";
import type { SendingFile } from "./sending-file.ts";

const ANSWER_MS = 120_000;
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
  readonly #line: Line;
  readonly #clock: Clock;
  readonly #persisting: Persisting;

  constructor(datasetId: string, api: UploadApi, line: Line, clock: Clock, persisting: Persisting) {
    this.#datasetId = datasetId;
    this.#api = api;
    this.#line = line;
    this.#clock = clock;
    this.#persisting = persisting;
  }

  /** Gives each file its ticket or the known one it looks like, or fails it with the server's reason. */
  async register(files: SendingFile[]): Promise<void> {
    const announced = files.map(({ announcement }) => announcement);
    const answer = await this.#ask(() => this.#api.registerFiles(this.#datasetId, announced));
    const tickets = new Map(answer.tickets.map((ticket) => [ticket.path, ticket]));
    const known = new Map(answer.known.map((file) => [file.path, file]));
    const refusals = new Map(answer.refused.map((refused) => [refused.path, refused]));
    for (const file of files) {
      const { path } = file.source;
      const ticket = tickets.get(path);
      file.known = known.get(path);
      if (ticket) file.take(ticket);
      else if (!file.known) refuse(file, refusals.get(path));
    }
  }

  /** A signature for each part, in their order; undefined where the server no longer takes the file, which then fails. */
  async sign(parts: Part[]): Promise<(SignedPart | undefined)[]> {
    const refs = parts.map(({ ticket, number, crc32 }) => ({ fileId: ticket.fileId, number, crc32 }));
    const answered = await this.#ask(() => this.#api.signParts(this.#datasetId, refs)).catch(unlessGone);
    const signed = new Map(answered.parts.map((part) => [`${part.fileId}/${part.number}`, part]));
    return parts.map(({ file, ticket, number, signal }) => {
      const part = signed.get(`${ticket.fileId}/${number}`);
      if (!part && !signal.aborted) file.fail(GONE);
      return part;
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
    return this.#line.persist(() => this.#inTime(question()), this.#persisting);
  }

  /** A connection may die without a word. Every question can be asked twice. */
  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const over = new AbortController();
    const late = this.#clock.sleep(ANSWER_MS, over.signal).then(() => {
      throw new RequestFailed(408, "unreachable", "The server did not answer in time.");
    });
    return Promise.race([answer, late]).finally(() => over.abort());
  }
}

function refuse(file: SendingFile, refused: RefusedFile | undefined): void {
  file.differs = refused?.differs ?? false;
  file.fail(refused?.message ?? GONE);
}

/** When no file of a request is taken any more, the server says that none is found. */
function unlessGone(error: unknown): { parts: SignedPart[] } {
  if (kindOf(error) === "not_found") return { parts: [] };
  throw error;
}
