import { type FileView, MAX_FILES_PER_REQUEST } from "./contract.ts";
import { type Part, takeBatch } from "./part-batch.ts";
import type { PutPart } from "./put-part.ts";
import { isPassing } from "./retry.ts";
import { sendPart } from "./send-part.ts";
import { type Source, TransferFile } from "./transfer-file.ts";
import { TransferProgress, type TransferSnapshot } from "./transfer-progress.ts";
import { TransferRequests, type UploadApi } from "./transfer-requests.ts";

const LANES = 4;

export interface TransferEffects {
  api: UploadApi;
  put: PutPart;
  /** The CRC-32 of these bytes; in a browser off the main thread. */
  crc32: (bytes: Blob, signal: AbortSignal) => Promise<number>;
  /** Makes sure that nobody else on this machine sends the file of this key: resolves to its release once it is ours, after `onHeld` if it was not. */
  claim?: (key: string, options: { signal: AbortSignal; onHeld: () => void }) => Promise<() => void>;
  connection?: { isOnline: () => boolean; whenOnline: (signal: AbortSignal) => Promise<void> };
  /** Milliseconds to wait after a number of failed tries; doubling from half a second when left out. */
  pauseMs?: (tries: number) => number;
}

/**
 * Sends files to a dataset, four parts at a time, the parts of one file before those of the next.
 * A file that fails never stops the others. It lives outside React: pages watch it through `subscribe` and `getSnapshot`.
 */
export class Transfer {
  readonly #requests: TransferRequests;
  readonly #effects: TransferEffects;
  readonly #files = new Map<string, TransferFile>();
  readonly #progress = new TransferProgress(() => [...this.#files.values()].map((file) => file.show()));
  readonly #unregistered: TransferFile[] = [];
  readonly #unsigned: Part[] = [];
  readonly #signed: (Part & { url: string })[] = [];
  readonly #underWay: Record<Task, number> = { registering: 0, signing: 0, sending: 0, finishing: 0, cancelling: 0 };
  readonly #whenIdle: (() => void)[] = [];

  constructor(datasetId: string, effects: TransferEffects) {
    this.#requests = new TransferRequests(datasetId, effects.api, effects.pauseMs);
    this.#effects = effects;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#progress.subscribe(listener);
  readonly getSnapshot = (): TransferSnapshot => this.#progress.getSnapshot();

  /** What the server answered for each file that is done. */
  get stored(): FileView[] {
    return [...this.#files.values()].flatMap(({ stored }) => stored ?? []);
  }

  /** More files may come at any time. A path that is waiting, under way or done is left alone. */
  add(sources: Source[]): void {
    for (const source of sources) {
      const known = this.#files.get(source.path);
      if (!known || isAgainPossible(known)) this.#open(new TransferFile(source));
    }
    this.#pump();
  }

  /** Tries a failed or cancelled file again; after a lost connection it goes on from the parts that have arrived. */
  retryFile(path: string): void {
    const file = this.#files.get(path);
    if (file && isAgainPossible(file)) this.#open(file.again());
    this.#pump();
  }

  retryFailed(): void {
    for (const [path, { state }] of [...this.#files]) if (state === "failed") this.retryFile(path);
  }

  /** Keeps what has arrived, for PAUSED_UPLOAD_DAYS. */
  pauseFile(_path: string): void {}

  resumeFile(_path: string): void {}

  pauseAll(): void {}

  resumeAll(): void {}

  /** A file that is being verified or is done has arrived, and stays. */
  cancelFile(path: string): void {
    const file = this.#files.get(path);
    if (file) this.#cancel(file);
    this.#pump();
  }

  cancelAll(): void {
    for (const file of this.#files.values()) if (!file.isOver) this.#cancel(file);
    this.#pump();
  }

  /** Resolves once every file is over; some may have failed. */
  async settled(): Promise<TransferSnapshot> {
    if (!this.#isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    this.#progress.publish();
    return this.getSnapshot();
  }

  get #isIdle(): boolean {
    return Object.values(this.#underWay).every((count) => count === 0);
  }

  /** Starts whatever can be started now; called after everything that happens. */
  #pump(): void {
    this.#progress.changed();
    const busy = this.#underWay;
    if (busy.registering === 0 && this.#unregistered.length > 0) this.#run("registering", () => this.#register());
    while (busy.sending < LANES && this.#signed.length > 0) this.#sendNext();
    if (busy.signing === 0 && this.#unsigned.length > 0 && this.#signed.length < LANES)
      this.#run("signing", () => this.#sign());
    if (this.#isIdle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** The work answers for its own failures. */
  #run(task: Task, work: () => Promise<void>): void {
    this.#underWay[task]++;
    void work().finally(() => {
      this.#underWay[task]--;
      this.#pump();
    });
  }

  #open(file: TransferFile): void {
    this.#files.set(file.source.path, file);
    if (file.ticket) this.#queueParts(file);
    else this.#unregistered.push(file);
  }

  #queueParts(file: TransferFile): void {
    if (file.isSent) this.#run("finishing", () => this.#finish(file));
    for (const number of file.missingParts) this.#unsigned.push({ file, number });
  }

  async #register(): Promise<void> {
    const batch = this.#unregistered.splice(0, MAX_FILES_PER_REQUEST).filter(({ isOver }) => !isOver);
    if (batch.length === 0) return;
    try {
      await this.#requests.register(batch);
      for (const file of batch) {
        if (file.state === "cancelled") this.#release(file);
        else if (!file.isOver) this.#queueParts(file);
      }
    } catch (error) {
      for (const file of batch) fail(file, error);
    }
  }

  async #sign(): Promise<void> {
    const batch = takeBatch(this.#unsigned);
    if (batch.length === 0) return;
    try {
      const urls = await this.#requests.sign(batch);
      batch.forEach((part, index) => {
        const url = urls[index];
        if (url) this.#signed.push({ ...part, url });
      });
    } catch (error) {
      for (const { file } of batch) fail(file, error);
    }
  }

  #sendNext(): void {
    const part = this.#signed.shift();
    if (part && !part.file.isOver) this.#run("sending", () => this.#send(part, part.url));
  }

  async #send(part: Part, url: string): Promise<void> {
    const { file, number } = part;
    const { put, pauseMs } = this.#effects;
    const signAgain = async () => (await this.#requests.sign([part]))[0];
    const onProgress = () => this.#progress.changed();
    try {
      file.moveTo("sending");
      await sendPart(file, number, url, { put, signAgain, onProgress, pauseMs });
      if (file.isSent) await this.#finish(file);
    } catch (error) {
      fail(file, error);
    }
  }

  async #finish(file: TransferFile): Promise<void> {
    if (!file.ticket || file.isOver) return;
    try {
      file.moveTo("verifying");
      file.stored = await this.#requests.complete(file.ticket.fileId, file.parts);
      file.moveTo("done");
    } catch (error) {
      fail(file, error);
    }
  }

  #cancel(file: TransferFile): void {
    if (file.state === "verifying" || file.state === "done" || file.state === "cancelled") return;
    file.moveTo("cancelled");
    file.controller.abort();
    this.#release(file);
  }

  #release({ ticket }: TransferFile): void {
    if (ticket) this.#run("cancelling", () => this.#requests.cancel(ticket.fileId));
  }
}

type Task = "registering" | "signing" | "sending" | "finishing" | "cancelling";

const isAgainPossible = ({ state }: TransferFile): boolean => state === "failed" || state === "cancelled";

function fail(file: TransferFile, error: unknown): void {
  file.fail(error instanceof Error ? error.message : String(error), isPassing(error));
}
