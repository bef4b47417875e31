import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { endLeftover } from "#embedded/postgres/leftover.ts";
import { AppError } from "#lib/platform/errors.ts";
import { migrate } from "#lib/platform/migrate.ts";
import { requireBuild, startWeb, startWorker } from "./application.ts";
import { type CliAccess, claimDataDir, cliAccessPath } from "./data-dir.ts";
import { programEnvironment } from "./environment.ts";
import { writePrivate } from "./private-file.ts";
import { startDatabase, startStore } from "./services.ts";
import { openSettings } from "./settings.ts";
import { Starting, type StartOptions } from "./starting.ts";
import { chooseWebPort } from "./web-port.ts";

export interface Everything extends CliAccess {
  /** Resolves to a sentence when a part ended too often to go on. */
  givenUp: Promise<string>;
  /** Ends web, worker, object store and PostgreSQL, in this order. */
  stop(): Promise<void>;
}

/**
 * Starts all of Parquetry on this machine, with stand-ins for the services that the environment does not name
 * (DATABASE_URL, S3_BUCKET). When it throws, nothing is left running; what it foresaw is an AppError with a sentence.
 */
export async function startEverything(options: StartOptions): Promise<Everything> {
  requireBuild();
  const starting = new Starting({ ...options, dataDir: resolve(options.dataDir) });
  try {
    const access = await startParts(starting, options.port);
    return { ...access, givenUp: starting.givenUp, stop: () => starting.stop() };
  } catch (error) {
    await starting.stop();
    throw error;
  }
}

async function startParts(starting: Starting, askedPort: number | undefined): Promise<CliAccess> {
  starting.atEnd({ stop: await claimDataDir(starting.dataDir) });
  await endLeftovers(starting);
  const port = await chooseWebPort(askedPort, starting.say);
  const access = { url: `http://127.0.0.1:${port}`, token: randomBytes(32).toString("base64url") };
  const settings = await openSettings(starting.dataDir);
  const database = process.env.DATABASE_URL ?? (await startDatabase(starting, settings));
  const origins = [access.url, `http://localhost:${port}`];
  const store = process.env.S3_BUCKET ? {} : await startStore(starting, settings, origins);
  await prepareDatabase(starting, database);
  const env = programEnvironment({
    DATABASE_URL: database,
    PARQUETRY_DATA_DIR: starting.dataDir,
    PARQUETRY_TOKEN: access.token,
    ...store,
  });
  await startWorker(starting, env);
  await startWeb(starting, env, port);
  writePrivate(cliAccessPath(starting.dataDir), access);
  return access;
}

async function endLeftovers({ dataDir, record, say }: Starting): Promise<void> {
  const ended = await record.endLeftovers();
  if (ended.length > 0) say(`Ended what an earlier start had left running: ${ended.join(", ")}.`);
  await endLeftover(join(dataDir, "postgres", "cluster"));
}

async function prepareDatabase({ say }: Starting, url: string): Promise<void> {
  try {
    const applied = await migrate(url);
    if (applied.length > 0) say(`Prepared the database: ${applied.join(", ")}.`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("database_unavailable", `The database could not be prepared: ${reason}`, { cause });
  }
}
