import { Worker } from "node:worker_threads";
import type { RecordForm } from "./odd-cells.ts";
import type { BlockToTake, FileToTakeFrom, FittingBlock, TakenBlock } from "./take-misfits.ts";
import { ThreadMessage, type ThreadRequest } from "./thread-messages.ts";

const SCRIPT = new URL("./taking-thread.ts", import.meta.url);
/** So many blocks may wait for the thread. */
export const BLOCKS_AHEAD = 4;
/** Those that wait, the one just asked for, and the one whose answer is in use. */
const SLOTS = BLOCKS_AHEAD + 2;
const SLOT_BYTES = 2 ** 20;

/** Where the thread finds a block, and writes its lines. */
interface Slot {
  block: SharedArrayBuffer;
  room: SharedArrayBuffer;
}

interface Asked extends PromiseWithResolvers<TakenBlock | FittingBlock> {
  slot: Slot;
  /** Of the block. */
  length: number;
}

/** The thread of one file, as seen from outside. */
export class TakingWorker {
  readonly #worker: Worker;
  readonly #slots: Slot[] = [];
  /** Those not answered, in the order they were asked. */
  readonly #asked: Asked[] = [];
  #form: RecordForm | undefined;
  #ended: unknown;
  isReady = false;

  constructor(file: FileToTakeFrom) {
    this.#worker = new Worker(SCRIPT, { workerData: file });
    this.#worker.on("message", (raw) => this.#hear(ThreadMessage.parse(raw)));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error("The thread that takes bad records out has ended.")));
  }

  /** The answer is good until `BLOCKS_AHEAD` more have been asked for; the block itself is not needed any more. */
  take({ form, block, marked, before }: BlockToTake): Promise<TakenBlock | FittingBlock> {
    const slot = this.#slotFor(block);
    const asked = { ...Promise.withResolvers<TakenBlock | FittingBlock>(), slot, length: block.length };
    if (this.#ended) asked.reject(this.#ended);
    else this.#asked.push(asked);
    const bytes = { block: slot.block, length: block.length, room: slot.room };
    const request: ThreadRequest = { ...bytes, marked, before, form: form === this.#form ? undefined : form };
    this.#form = form;
    this.#worker.postMessage(request);
    return asked.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** They take turns. */
  #slotFor(block: Buffer): Slot {
    const oldest = this.#slots.length === SLOTS ? this.#slots.shift() : undefined;
    const slot = oldest ?? { block: new SharedArrayBuffer(SLOT_BYTES), room: new SharedArrayBuffer(SLOT_BYTES) };
    if (slot.block.byteLength < block.length) slot.block = new SharedArrayBuffer(block.length);
    this.#slots.push(slot);
    new Uint8Array(slot.block).set(block);
    return slot;
  }

  #hear(message: ThreadMessage): void {
    if (message.kind === "ready") {
      this.isReady = true;
      return;
    }
    const asked = this.#asked.shift();
    if (!asked) return;
    const { slot, length, resolve } = asked;
    if (message.kind === "fitting") resolve({ fitting: message.fitting, block: Buffer.from(slot.block, 0, length) });
    else {
      const { left, lines, linesLength, count, misfits, misfitsOf } = message;
      slot.room = lines;
      const bytes = { left: Buffer.from(slot.block, 0, left), lines: Buffer.from(lines, 0, linesLength) };
      resolve({ ...bytes, count, misfits, misfitsOf });
    }
  }

  #end(reason: unknown): void {
    this.#ended ??= reason;
    for (const { reject } of this.#asked.splice(0)) reject(reason);
  }
}
