import { join } from "node:path";
import type { RoleColumns } from "#lib/convert/contract.ts";
import { type EngineResult, runEngine } from "#lib/platform/engine/engine.ts";
import type { Statement } from "#lib/platform/engine/plan.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { DuplicateRule } from "#lib/schema/contract.ts";
import type { Limits } from "./limits.ts";

/** What everything that makes shards shares: the attempt, what the columns mean, and how many rows are done. */
export class Workplace {
  readonly attempt: Attempt;
  readonly roles: RoleColumns;
  readonly rule: DuplicateRule;
  readonly limits: Limits;
  /** How many rows a shard should have. */
  readonly shardRows: number;
  #done = 0;
  #total = 0;
  #names = 0;

  constructor(attempt: Attempt, roles: RoleColumns, rule: DuplicateRule, limits: Limits, shardRows: number) {
    this.attempt = attempt;
    this.roles = roles;
    this.rule = rule;
    this.limits = limits;
    this.shardRows = shardRows;
  }

  /** Whether rows that repeat a ticker and day are left out. */
  get dropsDuplicates(): boolean {
    const { ticker, date } = this.roles;
    return ticker !== null && date !== null && (this.rule === "keep-first" || this.rule === "keep-last");
  }

  /** More rows are to be handled than was known so far. */
  expect(rows: number): void {
    this.#total += rows;
    this.#report(this.#done);
  }

  advance(rows: number): void {
    this.#done = Math.min(this.#total, this.#done + rows);
    this.#report(this.#done);
  }

  /** A name nobody else has in the scratch folder. */
  path(kind: string): string {
    this.#names += 1;
    return join(this.attempt.scratch, `${kind}-${String(this.#names).padStart(6, "0")}.parquet`);
  }

  /** Runs steps one after another; `rows[n]` is how many rows step n handles, for the progress. */
  async run(paths: string[], steps: Statement[][], rows: number[] = []): Promise<EngineResult> {
    const { scratch, signal, ownerId } = this.attempt;
    const before = (step: number) => rows.slice(0, step).reduce((sum, count) => sum + count, 0);
    const result = await runEngine(
      { paths, spillDir: scratch, steps },
      {
        signal,
        owner: ownerId,
        onProgress: ({ step, fraction }) => this.#report(this.#done + before(step) + fraction * (rows[step] ?? 0)),
      },
    );
    this.attempt.notePeak(result.peakBytes);
    this.advance(before(rows.length));
    return result;
  }

  #report(done: number): void {
    this.attempt.report({ phase: "Clustering", done: Math.min(done, this.#total), total: this.#total, unit: "rows" });
  }
}
