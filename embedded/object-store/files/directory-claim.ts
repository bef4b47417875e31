import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeRecord } from "./durable-file.ts";

const CLAIM_FILE = "server.json";
const ANSWER_MS = 2_000;

const Claim = z.object({ url: z.url(), pid: z.number(), instance: z.uuid() });
type Claim = z.infer<typeof Claim>;

export const Health = z.object({ instance: z.uuid() });

export function newInstance(): string {
  return randomUUID();
}

/** Takes the data directory for this server; throws when another live server has it. Call the answer to give it back. */
export async function claimDirectory(directory: string, url: string, instance: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const before = await readClaim(directory);
  if (before && (await isAlive(before))) {
    throw new Error(`${directory} is in use by another object store (process ${before.pid}, ${before.url}).`);
  }
  await writeRecord(directory, CLAIM_FILE, { url, pid: process.pid, instance } satisfies Claim);
  return () => rm(join(directory, CLAIM_FILE), { force: true });
}

async function readClaim(directory: string): Promise<Claim | undefined> {
  try {
    return Claim.parse(JSON.parse(await readFile(join(directory, CLAIM_FILE), "utf8")));
  } catch {
    return undefined;
  }
}

/** A server that was killed left its claim behind: it is alive only if its own instance answers, or hangs. */
async function isAlive(claim: Claim): Promise<boolean> {
  try {
    const response = await fetch(`${claim.url}/-/health`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return Health.parse(await response.json()).instance === claim.instance;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError";
  }
}
