import { z } from "zod";

const Statement = z.object({
  sql: z.string(),
  /** Under which name the rows come back; without it the statement's rows are dropped. */
  as: z.string().optional(),
});
export type Statement = z.infer<typeof Statement>;

/** What a DuckDB child process does: steps one after another, the statements of one step at once, each on a connection of its own. */
export const EnginePlan = z.object({
  threads: z.number().int().min(1),
  memoryMb: z.number().int().min(128),
  /** The only files the engine may open: for reading, and as outputs. */
  paths: z.array(z.string()),
  /** A private folder for spilling; removed by the caller. */
  spillDir: z.string(),
  /** Whether tables lie in a file in the folder for spilling, compressed: slower for small ones, but large ones need no memory. */
  keepsTablesOnDisk: z.boolean().default(false),
  /** Rules of DuckDB's optimizer to switch off, where one works against a statement. */
  withoutRules: z.array(z.string()).default([]),
  steps: z.array(z.array(Statement)),
});
export type EnginePlan = z.infer<typeof EnginePlan>;

/** What the child says, one message at a time. */
export const EngineMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), step: z.number(), fraction: z.number() }),
  z.object({ type: z.literal("stepped"), step: z.number() }),
  z.object({ type: z.literal("failed"), message: z.string() }),
  z.object({
    type: z.literal("done"),
    results: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
    peakBytes: z.number(),
  }),
]);
export type EngineMessage = z.infer<typeof EngineMessage>;
