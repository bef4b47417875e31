import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { tryLock } from "#cli/lock.ts";
import { unwritable } from "#embedded/postgres/failure.ts";
import { AppError } from "#lib/platform/errors.ts";
import { readPrivate } from "./private-file.ts";

/** What the command line needs to talk to the application that runs on this data directory. */
export const CliAccess = z.object({ url: z.url(), token: z.string() });
export type CliAccess = z.infer<typeof CliAccess>;

export const cliAccessPath = (dataDir: string): string => join(dataDir, "cli.json");

/** Makes the data directory and takes it for this process; resolves to what gives it back. Says the address of the one who has it. */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  const release = await lock(dataDir);
  if (!release) {
    const access = await readPrivate(cliAccessPath(dataDir), CliAccess);
    const state = access ? `runs at ${access.url}` : "is being started";
    throw new AppError("conflict", `Parquetry already ${state} with the data in ${dataDir}.`);
  }
  await rm(cliAccessPath(dataDir), { force: true });
  return async () => {
    await rm(cliAccessPath(dataDir), { force: true });
    release();
  };
}

async function lock(dataDir: string): Promise<(() => void) | undefined> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return tryLock(join(dataDir, "lock"));
  } catch (cause) {
    throw new AppError("conflict", unwritable(dataDir), { cause });
  }
}
