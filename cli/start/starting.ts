import { type Kept, keepRunning } from "./keep-running.ts";
import { launch, type Program, type Running } from "./program.ts";
import { ProgramRecord } from "./running-programs.ts";

export interface StartOptions {
  /** Without one: 3000, or the next that is free. */
  port?: number | undefined;
  dataDir: string;
  say(line: string): void;
  /** Aborting it during the start ends what was started so far. */
  signal: AbortSignal;
}

/** A start under way: what runs so far, and how to end it in reverse order. */
export class Starting {
  readonly dataDir: string;
  readonly say: (line: string) => void;
  readonly record: ProgramRecord;
  readonly #signal: AbortSignal;
  readonly #givenUp = Promise.withResolvers<string>();
  readonly #endings: Kept[] = [];

  constructor({ dataDir, say, signal }: StartOptions) {
    this.dataDir = dataDir;
    this.say = say;
    this.record = new ProgramRecord(dataDir);
    this.#signal = signal;
  }

  /** Resolves to a sentence when a part ended too often to go on. */
  get givenUp(): Promise<string> {
    return this.#givenUp.promise;
  }

  /** Starts a part and keeps it running until everything is stopped. */
  async keep(name: string, start: () => Promise<Running>): Promise<void> {
    this.#signal.throwIfAborted();
    this.atEnd(await keepRunning({ name, start, say: this.say, giveUp: this.#givenUp.resolve }));
    this.#signal.throwIfAborted();
  }

  /** Launches a program of which account is kept, so that the next start can end it if this one is killed. */
  async launch(name: string, program: Program): Promise<Running> {
    const running = await launch(program);
    try {
      this.record.add(name, running.pid);
      return running;
    } catch (error) {
      await running.stop();
      throw error;
    }
  }

  atEnd(ending: Kept): void {
    this.#endings.push(ending);
  }

  /** Safe to call twice. A part that does not end well does not keep the others from ending. */
  async stop(): Promise<void> {
    for (const ending of this.#endings.splice(0).reverse()) {
      await ending.stop().catch((error: unknown) => this.say(error instanceof Error ? error.message : String(error)));
    }
  }
}
