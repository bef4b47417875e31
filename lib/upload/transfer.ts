import { type Clock, realClock } from "./clock.ts";
import type { FileView } from "./contract.ts";
import { FilePipeline } from "./file-pipeline.ts";
import type { TakeCrc32 } from "./fingerprint.ts";
import { type Connection, Line } from "./line.ts";
import type { PutPart } from "./put-part.ts";
import { doublingPauseMs } from "./retry.ts";
import { SendingFile } from "./sending-file.ts";
import { Tasks } from "./tasks.ts";
import type { Source } from "./transfer-file.ts";
import { TransferProgress, type TransferSnapshot } from "./transfer-progress.ts";
import { TransferRequests, type UploadApi } from "./transfer-requests.ts";

/** Makes sure that nobody else on this machine sends the file of this key: resolves to its release once it is ours, after `onHeld` if it was not. */
export type Claim = (key: string, options: { signal: AbortSignal; onHeld: () => void }) => Promise<() => void>;

/** What a transfer needs of the world around it. */
export interface TransferEffects {
  api: UploadApi;
  put: PutPart;
  crc32: TakeCrc32;
  claim?: Claim;
  connection?: Connection;
  clock?: Clock;
  /** Milliseconds to wait after a number of failed tries; doubling from half a second to 15 seconds when left out. */
  pauseMs?: (tries: number) => number;
  /** For how long one part or request is tried while nothing gets through; a quarter of an hour when left out. */
  patienceMs?: number;
}

const PATIENCE_MS = 15 * 60_000;

/**
 * Sends files to a dataset: as many parts at a time as line and store bear, those of one file before those of the next.
 * The server's rows and the store's lists are the truth, so that another Transfer can go on where this one was left.
 * A file that fails never stops the others. It lives outside React: pages watch it through `subscribe` and `getSnapshot`.
 */
export class Transfer {
  readonly #files = new Map<string, SendingFile>();
  readonly #tasks = new Tasks(() => this.#pump());
  readonly #pipeline: FilePipeline;
  readonly #progress: TransferProgress;
  readonly #whenSettled: (() => void)[] = [];

  constructor(datasetId: string, effects: TransferEffects) {
    const { clock = realClock, pauseMs = doublingPauseMs, patienceMs = PATIENCE_MS, connection } = effects;
    const line = new Line(clock, connection, (isDown) => this.#pipeline.showLine(isDown));
    const persisting = { pauseMs, patienceMs };
    const requests = new TransferRequests(datasetId, effects.api, line, clock, persisting);
    const changed = () => this.#progress.changed();
    const read = () => ({ files: [...this.#files.values()], concurrency: line.limit });
    this.#progress = new TransferProgress(read, clock);
    const tasks = this.#tasks;
    this.#pipeline = new FilePipeline({ datasetId, effects, clock, line, requests, tasks, changed, ...persisting });
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#progress.subscribe(listener);
  readonly getSnapshot = (): TransferSnapshot => this.#progress.getSnapshot();

  /** What the server answered for each file that is done. */
  get stored(): FileView[] {
    return [...this.#files.values()].flatMap(({ stored }) => stored ?? []);
  }

  /** More files may come at any time. A path that is waiting, under way or done is left alone; a paused one goes on. */
  add(sources: Source[]): void {
    for (const source of sources) {
      const known = this.#files.get(source.path);
      if (known?.state === "paused") this.#resume(known);
      else if (!known || isAgainPossible(known)) this.#begin(new SendingFile(source));
    }
    this.#pump();
  }

  /** Tries a failed or cancelled file again; it goes on from the parts that have arrived. */
  retryFile(path: string): void {
    for (const file of this.#named(path)) if (isAgainPossible(file)) this.#begin(file.tryAgain());
    this.#pump();
  }

  retryFailed(): void {
    for (const file of this.#all()) if (file.state === "failed" && !file.differs) this.#begin(file.tryAgain());
    this.#pump();
  }

  /** Sends files again that differ from those of the same paths in the dataset, to take their places. */
  replaceFile(path: string): void {
    this.#replace(this.#named(path));
  }

  replaceDiffering(): void {
    this.#replace(this.#all());
  }

  /** Keeps what has arrived, for PAUSED_UPLOAD_DAYS. A file that is being verified goes on: its bytes are there. */
  pauseFile(path: string): void {
    this.#pause(this.#named(path));
  }

  pauseAll(): void {
    this.#pause(this.#all());
  }

  resumeFile(path: string): void {
    for (const file of this.#named(path)) this.#resume(file);
    this.#pump();
  }

  resumeAll(): void {
    for (const file of this.#all()) this.#resume(file);
    this.#pump();
  }

  /** A file that is being verified or is done has arrived, and stays. */
  cancelFile(path: string): void {
    this.#cancel(this.#named(path));
  }

  cancelAll(): void {
    this.#cancel(this.#all());
  }

  /** Resolves once every file is over; some may have failed. */
  async settled(): Promise<TransferSnapshot> {
    if (!this.#isSettled) await new Promise<void>((resolve) => this.#whenSettled.push(resolve));
    this.#progress.publish();
    return this.getSnapshot();
  }

  get #isSettled(): boolean {
    return this.#tasks.isIdle && this.#all().every(({ isOver }) => isOver);
  }

  #all(): SendingFile[] {
    return [...this.#files.values()];
  }

  #named(path: string): SendingFile[] {
    const file = this.#files.get(path);
    return file ? [file] : [];
  }

  #begin(file: SendingFile): void {
    this.#files.set(file.source.path, file);
    this.#pipeline.advance(file);
  }

  #replace(files: SendingFile[]): void {
    for (const file of files) if (file.differs) this.#begin(file.tryAgain({ ...file.source, replace: true }));
    this.#pump();
  }

  #pause(files: SendingFile[]): void {
    const stopped = files.filter((file) => isStoppable(file) && file.state !== "paused");
    for (const file of stopped) file.pause();
    this.#pipeline.drop(stopped);
    this.#pump();
  }

  #resume(file: SendingFile): void {
    if (file.state !== "paused") return;
    file.resume();
    this.#pipeline.advance(file);
  }

  #cancel(files: SendingFile[]): void {
    const stopped = files.filter(isStoppable);
    for (const file of stopped) {
      file.cancel();
      this.#pipeline.giveUp(file);
    }
    this.#pipeline.drop(stopped);
    this.#pump();
  }

  #pump(): void {
    this.#progress.changed();
    this.#pipeline.pump();
    if (this.#whenSettled.length > 0 && this.#isSettled) for (const resolve of this.#whenSettled.splice(0)) resolve();
  }
}

const isAgainPossible = ({ state }: SendingFile): boolean => state === "failed" || state === "cancelled";

const isStoppable = ({ state, isOver }: SendingFile): boolean => !isOver && state !== "verifying";
