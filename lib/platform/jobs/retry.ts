import { AppError, type ErrorKind, isKind, isWorthRetrying } from "../errors.ts";
import { leaseMs } from "./kinds.ts";

/** Trouble outside the job that passes by itself: waiting for it says nothing about the job. */
export const PASSING: readonly ErrorKind[] = ["storage_unavailable", "database_unavailable", "scratch_full"];
/** Tries that end in passing trouble; with a minute between them, about an hour of it. */
const PASSING_TRIES = 64;
const LONGEST_WAIT_LEASES = 7.5;
const JITTER = 0.25;

/** How often a job was tried since it was asked for. A try that was handed back or taken over counts as neither. */
export interface Tries {
  /** Failed by itself, or took its worker along. */
  counted: number;
  /** Of those: failed for want of memory. */
  starved: number;
  /** Ended in trouble that passes. */
  passing: number;
}

/**
 * Whether a failure is worth another try, and in how many milliseconds; undefined: the job has failed for good. Something
 * else may have taken the memory that was missing, but the same limits are not tried as often as the rest.
 */
export function waitBeforeRetry(
  error: unknown,
  tries: Tries,
  maxTries: number,
  random = Math.random,
): number | undefined {
  if (!isWorthRetrying(error)) return undefined;
  const passing = error instanceof AppError && PASSING.includes(error.kind);
  const starved = isKind(error, "out_of_memory") && tries.starved > maxTries / 2;
  const left = passing ? tries.passing < PASSING_TRIES : tries.counted < maxTries && !starved;
  if (!left) return undefined;
  const doubled = (leaseMs() / 4) * 2 ** Math.min(10, passing ? tries.passing : tries.counted);
  const wait = Math.min(doubled, leaseMs() * LONGEST_WAIT_LEASES);
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random()));
}
