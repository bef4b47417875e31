import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { FileToConvert } from "./queries.ts";

/** One try at converting one file. */
export interface Work {
  attempt: Attempt;
  file: FileToConvert;
  /** A path in the attempt's scratch folder. */
  at(name: string): string;
}

export const report = (attempt: Attempt, phase: string, done: number, total: number): void =>
  attempt.report({ phase, done: Math.min(done, total), total, unit: "bytes" });
