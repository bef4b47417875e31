import type { CompletedPart } from "./contract.ts";

/** What has left of one file: which parts have arrived, and how many bytes of each are on their way. */
export class SentParts {
  readonly arrived = new Map<number, CompletedPart>();
  readonly #sentOfPart = new Map<number, number>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** The parts that have arrived, in the order of their numbers. */
  get inOrder(): CompletedPart[] {
    return [...this.arrived].sort(([a], [b]) => a - b).map(([, part]) => part);
  }

  note(number: number, sentBytes: number): void {
    this.#bytes += sentBytes - (this.#sentOfPart.get(number) ?? 0);
    this.#sentOfPart.set(number, sentBytes);
  }

  /** Parts that had not arrived have to be sent again; answers how many of their bytes had left. */
  dropUnfinished(): number {
    const before = this.#bytes;
    for (const number of this.#sentOfPart.keys()) if (!this.arrived.has(number)) this.note(number, 0);
    return before - this.#bytes;
  }

  end(number: number, bytes: number, part: CompletedPart): void {
    this.arrived.set(number, part);
    this.note(number, bytes);
  }
}
