import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { ShardFacts } from "#lib/convert/contract.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { log } from "#lib/platform/log.ts";
import { openObject, uploadFile } from "#lib/platform/storage.ts";
import { DuplicateRule } from "#lib/schema/contract.ts";

/** What a version's shards are made of: enough to make the next version out of what changed. */
export const Ledger = z.object({
  /** What the shards are sorted by and which rows they left out: with another answer they are of no use. */
  sorting: z.object({ ticker: z.string().nullable(), date: z.string().nullable(), sector: z.string().nullable() }),
  rule: DuplicateRule,
  /** In the order of their paths. */
  files: z.array(z.object({ path: z.string(), part: z.string() })),
  shards: z.array(
    z.object({
      object: z.string(),
      bytes: z.number(),
      facts: ShardFacts,
      /** Places in `files` of those that may have rows in it. */
      files: z.array(z.number()),
      dropped: z.number(),
    }),
  ),
});
export type Ledger = z.infer<typeof Ledger>;

/** Resolves to undefined when it cannot be read: then everything is clustered anew. */
export async function readLedger(key: string): Promise<Ledger | undefined> {
  try {
    return Ledger.parse(await json(await openObject(key)));
  } catch (error) {
    log().warn({ err: error, key }, "the ledger of a dataset version cannot be read");
    return undefined;
  }
}

export async function writeLedger(attempt: Attempt, ledger: Ledger): Promise<string> {
  const path = join(attempt.scratch, "ledger.json");
  const key = `${attempt.prefix}ledger.json`;
  await writeFile(path, JSON.stringify(ledger));
  await uploadFile(path, key, "application/json");
  return key;
}
