import { resolve } from "node:path";
import { CliAccess, cliAccessPath } from "#cli/start/data-dir.ts";
import { readPrivate } from "#cli/start/private-file.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { failed } from "./failure.ts";

const NONE = "No server found. Start one with `npm start`, or name one in PARQUETRY_URL (and its PARQUETRY_TOKEN).";

/** The server that the environment names, else the one that runs on the data directory. */
export async function findServer(environment = process.env): Promise<Server> {
  const { PARQUETRY_URL, PARQUETRY_TOKEN, PARQUETRY_DATA_DIR } = environment;
  if (PARQUETRY_URL) return { url: addressOf(PARQUETRY_URL), token: PARQUETRY_TOKEN || undefined };
  const access = await readPrivate(cliAccessPath(resolve(PARQUETRY_DATA_DIR || ".parquetry")), CliAccess);
  if (!access) throw failed(NONE);
  return access;
}

function addressOf(text: string): string {
  const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isAddress) throw failed(`PARQUETRY_URL is not an address of a server: ${text}`);
  return text;
}
