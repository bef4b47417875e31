import type { Misfit } from "./contract.ts";

const MAX_KINDS = 200;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 200;
const OTHERS = "other reasons";

/** Counts what did not fit, by column and reason, with the first examples of each; memory is bounded whatever the file holds. */
export class MisfitCounts {
  readonly #kinds = new Map<string, Misfit>();
  #before: Misfit | undefined;

  add(outcome: Misfit["outcome"], at: { row: number; column: string; value: string; reason: string }, count = 1): void {
    const kind = this.#kind(outcome, at.column, at.reason);
    kind.count += count;
    if (kind.examples.length < EXAMPLES) kind.examples.push({ row: at.row, value: storable(at.value) });
  }

  /** How many cells became NULL. */
  get nulled(): number {
    return this.list()
      .filter(({ outcome }) => outcome === "nulled")
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** The most frequent first. */
  list(): Misfit[] {
    return [...this.#kinds.values()].sort((a, b) => b.count - a.count);
  }

  /** Most are of the kind before: its key need not be put together again. */
  #kind(outcome: Misfit["outcome"], column: string, reason: string): Misfit {
    const before = this.#before;
    if (before?.column === column && before.reason === reason && before.outcome === outcome) return before;
    this.#before = this.#find(outcome, column, reason);
    return this.#before;
  }

  #find(outcome: Misfit["outcome"], column: string, reason: string): Misfit {
    const keyOf = (why: string) => `${outcome} ${column.length} ${column} ${why}`;
    const isKnown = this.#kinds.has(keyOf(reason));
    const why = isKnown || this.#kinds.size < MAX_KINDS ? reason : OTHERS;
    const known = this.#kinds.get(keyOf(why));
    if (known) return known;
    const kind: Misfit = { outcome, column, reason: why, count: 0, examples: [] };
    this.#kinds.set(keyOf(why), kind);
    return kind;
  }
}

/** What Postgres keeps as it is: no NUL, no half of a character. */
const storable = (value: string): string => value.slice(0, LONGEST_EXAMPLE).replaceAll("\0", "␀").toWellFormed();
