import {
  type BlockToTake,
  type FileToTakeFrom,
  type FittingBlock,
  MisfitTaker,
  type TakenBlock,
} from "./take-misfits.ts";
import { BLOCKS_AHEAD, TakingWorker } from "./taking-worker.ts";

/** So many bad records are worth threads, each of which takes 50 ms and 20 MB. */
const WORTH_THREADS = 20_000;
/** One is enough for misfits that are the same few; where each is another, a second keeps the count from waiting. */
const THREADS = 2;

/** Takes the bad records out of the blocks of a file: a few at once, many in threads beside what follows in the file. */
export class BlockTaker implements AsyncDisposable {
  readonly #file: () => FileToTakeFrom;
  #here: MisfitTaker | undefined;
  #taken = 0;
  #workers: TakingWorker[] = [];
  #asked = 0;

  /** `file`: asked once there is a block. */
  constructor(file: () => FileToTakeFrom) {
    this.#file = file;
  }

  /** How many blocks may be asked for before the first is answered. */
  get ahead(): number {
    return this.#isReady ? THREADS * BLOCKS_AHEAD : 0;
  }

  /** The block is good until the answer, the answer until one more block is asked for than `ahead` allows. */
  async take(block: BlockToTake): Promise<TakenBlock | FittingBlock> {
    if (!this.#isReady) return this.takeHere(block);
    // By turns: then none is asked for more than it has room for.
    const worker = this.#workers[this.#asked++ % THREADS];
    return worker ? worker.take(block) : this.takeHere(block);
  }

  get #isReady(): boolean {
    return this.#workers.length === THREADS && this.#workers.every(({ isReady }) => isReady);
  }

  /** At once, whatever others wait for. */
  takeHere(block: BlockToTake): TakenBlock | FittingBlock {
    this.#here ??= new MisfitTaker(this.#file());
    const answer = this.#here.take(block);
    if ("count" in answer) this.#taken += answer.count;
    if (this.#taken > WORTH_THREADS && this.#workers.length === 0)
      this.#workers = Array.from({ length: THREADS }, () => new TakingWorker(this.#file()));
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }
}
