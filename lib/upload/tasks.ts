/** What a transfer has under way at any time, and how many of each at most. */
const MOST = {
  opening: 1,
  checking: 2,
  reading: 1,
  signing: 1,
  sending: Number.POSITIVE_INFINITY,
  finishing: 12,
  cancelling: Number.POSITIVE_INFINITY,
} as const;
export type Task = keyof typeof MOST;

/** Work that goes on beside other work; whenever some of it ends, `onEnd` may start more. */
export class Tasks {
  readonly #underWay: Record<Task, number> = {
    opening: 0,
    checking: 0,
    reading: 0,
    signing: 0,
    sending: 0,
    finishing: 0,
    cancelling: 0,
  };
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get isIdle(): boolean {
    return Object.values(this.#underWay).every((count) => count === 0);
  }

  count(task: Task): number {
    return this.#underWay[task];
  }

  may(task: Task): boolean {
    return this.#underWay[task] < MOST[task];
  }

  /** The work answers for its own failures. */
  run(task: Task, work: () => Promise<void>): void {
    this.#underWay[task]++;
    void work().finally(() => {
      this.#underWay[task]--;
      this.#onEnd();
    });
  }
}
