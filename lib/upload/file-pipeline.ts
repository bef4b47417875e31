import { checkFile } from "./check-file.ts";
import { MAX_FILES_PER_REQUEST } from "./contract.ts";
import { type FileRun, openFiles } from "./open-files.ts";
import { PartPipeline } from "./part-pipeline.ts";
import { partsOf } from "./part-queue.ts";
import { UploadForgotten } from "./put-part.ts";
import { kindOf } from "./retry.ts";
import type { SendingFile } from "./sending-file.ts";
import type { Task } from "./tasks.ts";
import type { Works } from "./works.ts";

/** Files are registered ahead of their turn up to so much. */
const AHEAD_BYTES = 256 * 2 ** 20;
/** Failures of a completion after which what the store really has is looked up again. */
const LOST_PARTS = ["object_missing", "object_changed"];
const MOST_RESTARTS = 3;

/** The way of each file: opened, compared with what is there, sent part by part, put together. */
export class FilePipeline {
  readonly #works: Works;
  readonly #parts: PartPipeline;
  /** Those that were opened and are not over: the connection matters to them. */
  readonly #open = new Set<SendingFile>();
  readonly #waiting: FileRun[] = [];
  readonly #toCheck: FileRun[] = [];
  readonly #toFinish: FileRun[] = [];

  constructor(works: Works) {
    this.#works = works;
    this.#parts = new PartPipeline(works, {
      onSent: (file) => this.advance(file),
      onFailed: (file, error) => this.#fail(file, error),
    });
  }

  /** Puts a file where its next step is taken, by what is known of it. */
  advance(file: SendingFile): void {
    const run = { file, signal: file.run.signal };
    if (file.known || file.unchecked.length > 0) this.#toCheck.push(run);
    else if (!file.ticket) this.#waiting.push(run);
    else if (file.isSent) this.#toFinish.push(run);
    else this.#parts.add(partsOf(file));
  }

  /** Starts whatever can be started now. */
  pump(): void {
    const { tasks } = this.#works;
    this.#start("finishing", this.#toFinish, (run) => this.#finish(run));
    this.#start("checking", this.#toCheck, (run) => this.#check(run));
    if (tasks.may("opening") && this.#waiting.length > 0 && this.#toCheck.length === 0 && this.#parts.isLow)
      tasks.run("opening", () => this.#openNext());
    this.#parts.pump();
  }

  /** Lets go of files whose runs were aborted. */
  drop(files: SendingFile[]): void {
    for (const file of files) this.#open.delete(file);
    this.#parts.purge();
  }

  /** Tells the server that a file is given up, if it knows of it. */
  giveUp({ ticket }: SendingFile): void {
    const { tasks, requests } = this.#works;
    if (ticket) tasks.run("cancelling", () => requests.cancel(ticket.fileId));
  }

  showLine(isDown: boolean): void {
    for (const file of this.#open) file.setOffline(isDown);
    this.#works.changed();
  }

  #start(task: Task, queue: FileRun[], work: (run: FileRun) => Promise<void>): void {
    while (this.#works.tasks.may(task) && queue.length > 0) {
      const run = queue.shift();
      if (run && !run.signal.aborted) this.#works.tasks.run(task, () => work(run));
    }
  }

  async #openNext(): Promise<void> {
    const runs = this.#nextRuns();
    for (const { file } of runs) {
      this.#open.add(file);
      file.setOffline(this.#works.line.isDown);
    }
    const goOn = (file: SendingFile) => {
      file.moveTo("waiting");
      this.advance(file);
      this.pump();
    };
    try {
      for (const { file, signal } of await openFiles(runs, this.#works, goOn)) {
        if (file.state === "cancelled") this.giveUp(file);
        else if (!signal.aborted) this.advance(file);
      }
    } catch (error) {
      for (const { file, signal } of runs) if (!signal.aborted) this.#fail(file, error);
    }
  }

  #nextRuns(): FileRun[] {
    const runs: FileRun[] = [];
    let [bytes, taken] = [0, 0];
    for (const run of this.#waiting) {
      if (runs.length === MAX_FILES_PER_REQUEST || bytes >= AHEAD_BYTES) break;
      taken++;
      if (run.signal.aborted) continue;
      runs.push(run);
      bytes += run.file.source.blob.size;
    }
    this.#waiting.splice(0, taken);
    return runs;
  }

  async #check(run: FileRun): Promise<void> {
    const { file, signal } = run;
    try {
      await checkFile(run, this.#works.effects.crc32);
      if (file.isOver) this.#open.delete(file);
      else this.advance(file);
    } catch (error) {
      if (!signal.aborted) this.#fail(file, error);
    }
  }

  async #finish({ file }: FileRun): Promise<void> {
    if (!file.ticket) return;
    try {
      file.moveTo("verifying");
      file.finish(await this.#works.requests.complete(file.ticket.fileId, file.parts));
      this.#open.delete(file);
    } catch (error) {
      this.#fail(file, error);
    }
  }

  /** What the store has lost is sent again: registering the file anew tells what it really has. */
  #fail(file: SendingFile, error: unknown): void {
    const isLost = error instanceof UploadForgotten || LOST_PARTS.includes(kindOf(error));
    if (isLost && !file.isOver && file.restarts < MOST_RESTARTS) {
      file.forget();
      this.advance(file);
      return;
    }
    file.fail(error instanceof Error ? error.message : String(error));
    this.#open.delete(file);
  }
}
