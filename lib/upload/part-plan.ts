const MIN_PART_BYTES = 16 * 2 ** 20;
/** Below the 10,000 that S3 takes, but for files that need them all. */
const USUAL_PARTS = 9_000;
const MAX_PART_BYTES = 5 * 2 ** 30;
const MEBIBYTE = 2 ** 20;

/** A file cut into parts of `partBytes`; the last holds the rest, and an empty file is one part of 0 bytes. */
export interface PartPlan {
  bytes: number;
  partBytes: number;
  partCount: number;
}

/** Chosen once, when a file is registered, and kept in its row: another size would corrupt what was already sent. */
export function choosePartBytes(bytes: number): number {
  const fitting = Math.ceil(bytes / USUAL_PARTS / MEBIBYTE) * MEBIBYTE;
  return Math.min(MAX_PART_BYTES, Math.max(MIN_PART_BYTES, fitting));
}

export const planParts = (bytes: number, partBytes: number): PartPlan => ({
  bytes,
  partBytes,
  partCount: Math.max(1, Math.ceil(bytes / partBytes)),
});

/** Of a file as its row has it. */
export const planOf = ({ bytes, partBytes }: Record<"bytes" | "partBytes", bigint | number>): PartPlan =>
  planParts(Number(bytes), Number(partBytes));

/** Bytes `[start, end)` of part `number`, which counts from 1. */
export function rangeOfPart(plan: PartPlan, number: number): { start: number; end: number } {
  const start = (number - 1) * plan.partBytes;
  return { start, end: Math.min(plan.bytes, start + plan.partBytes) };
}

export function bytesOfPart(plan: PartPlan, number: number): number {
  const { start, end } = rangeOfPart(plan, number);
  return end - start;
}
