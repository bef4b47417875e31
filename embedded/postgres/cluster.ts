import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "#lib/platform/errors.ts";
import type { Account } from "./account.ts";
import { sentenceFor } from "./failure.ts";

const run = promisify(execFile);

export const SUPERUSER = "parquetry";
const MAJOR_VERSION = "18";

/** The database cluster of a data directory: where it lies and the password of its only user. */
export interface Cluster {
  dir: string;
  password: string;
}

/** Finds the cluster or makes a new one; what a cut-off first start left behind is made anew. */
export async function ensureCluster(dataDir: string, initdb: string, account: Account): Promise<Cluster> {
  const dir = join(dataDir, "cluster");
  const passwordFile = join(dataDir, "password");
  if (!existsSync(dir)) await createCluster(dir, passwordFile, initdb, account);
  await checkVersion(dir);
  return { dir, password: await readPassword(passwordFile) };
}

/** A cluster appears under its name only once it is whole. */
async function createCluster(dir: string, passwordFile: string, initdb: string, account: Account): Promise<void> {
  const unfinished = `${dir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (account.owner.uid !== undefined) await chown(passwordFile, account.owner.uid, account.owner.gid ?? -1);
  const [program = initdb, ...args] = [
    ...account.command,
    initdb,
    ...["--pgdata", unfinished, "--username", SUPERUSER, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
    // The built-in provider sorts the same on every machine and makes text indexes three times faster than a language's collation.
    ...["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
  ];
  try {
    await run(program, args, { ...account.owner, env: postgresEnvironment() });
  } catch (cause) {
    const output = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : String(cause);
    throw new AppError("database_unavailable", sentenceFor(output, dir), { cause });
  }
  await rename(unfinished, dir);
}

async function checkVersion(dir: string): Promise<void> {
  const found = (await readFile(join(dir, "PG_VERSION"), "utf8").catch(() => "unknown")).trim();
  if (found === MAJOR_VERSION) return;
  throw new AppError(
    "database_unavailable",
    `The database in ${dir} was made by PostgreSQL ${found}, this is PostgreSQL ${MAJOR_VERSION}. Dump it with the old version, or choose another PARQUETRY_DATA_DIR.`,
  );
}

async function readPassword(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("database_unavailable", `The database's password cannot be read from ${file}.`, { cause });
  }
}

/** What a program needs to run and no more: no secrets, and no PG* variable that would change its mind. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV, PATH, HOME, TMPDIR, TEMP, SystemRoot } = process.env;
  return { NODE_ENV, PATH, HOME, TMPDIR, TEMP, SystemRoot, LC_ALL: "C", TZ: "UTC" };
}
