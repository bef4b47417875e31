import type { Misfit } from "../contract.ts";

const MAX_KINDS = 200;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 200;
const OTHERS = "other reasons";

interface BadCell {
  column: string;
  value: string;
  reason: string;
}

/** Counts what did not fit, by column and reason, with the first examples of each; memory is bounded whatever the file holds. */
export class MisfitCounts {
  readonly #kinds = new Map<string, Misfit>();
  #before: Misfit | undefined;

  /** The cell's value is asked for only where it is kept. */
  add(outcome: Misfit["outcome"], row: number, cell: BadCell, count = 1): void {
    const kind = this.#kind(outcome, cell.column, cell.reason);
    kind.count += count;
    if (kind.examples.length < EXAMPLES) kind.examples.push({ row, value: storable(cell.value) });
  }

  /** Adds what was counted of rows further on in the file. */
  addAll(misfits: readonly Misfit[]): void {
    for (const { outcome, column, reason, count, examples } of misfits) {
      const kind = this.#kind(outcome, column, reason);
      kind.count += count;
      kind.examples.push(...examples.slice(0, EXAMPLES - kind.examples.length));
    }
  }

  /** What did not fit in this row, if it is among the examples. */
  of(row: number): BadCell | undefined {
    for (const { column, reason, examples } of this.#kinds.values())
      for (const example of examples) if (example.row === row) return { column, value: example.value, reason };
    return undefined;
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
