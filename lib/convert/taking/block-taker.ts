import {
  type BlockToTake,
  type FileToTakeFrom,
  type FittingBlock,
  MisfitTaker,
  type TakenBlock,
} from "./take-misfits.ts";
import { BLOCKS_AHEAD, TakingWorker } from "./taking-worker.ts";

/** So many bad records are worth a thread, which takes 50 ms and 20 MB. */
const WORTH_A_THREAD = 20_000;

/** Takes the bad records out of the blocks of a file: a few at once, many in a thread beside what follows in the file. */
export class BlockTaker implements AsyncDisposable {
  readonly #file: () => FileToTakeFrom;
  #here: MisfitTaker | undefined;
  #taken = 0;
  #worker: TakingWorker | undefined;

  /** `file`: asked once there is a block. */
  constructor(file: () => FileToTakeFrom) {
    this.#file = file;
  }

  /** How many blocks may be asked for before the first is answered. */
  get ahead(): number {
    return this.#worker?.isReady ? BLOCKS_AHEAD : 0;
  }

  /** The block is good until the answer, the answer until one more block is asked for than `ahead` allows. */
  async take(block: BlockToTake): Promise<TakenBlock | FittingBlock> {
    return this.#worker?.isReady ? this.#worker.take(block) : this.takeHere(block);
  }

  /** At once, whatever others wait for. */
  takeHere(block: BlockToTake): TakenBlock | FittingBlock {
    this.#here ??= new MisfitTaker(this.#file());
    const answer = this.#here.take(block);
    if ("count" in answer) this.#taken += answer.count;
    if (this.#taken > WORTH_A_THREAD) this.#worker ??= new TakingWorker(this.#file());
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.end();
  }
}
