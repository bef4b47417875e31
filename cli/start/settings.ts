import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "#embedded/free-port.ts";
import { readPrivate, writePrivate } from "./private-file.ts";

const Settings = z.object({
  postgresPort: z.number().int(),
  storePort: z.number().int(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
export type Settings = z.infer<typeof Settings>;

/** What the local stand-ins keep from one start to the next: keys made once, and ports that move only when another program took them. */
export async function openSettings(dataDir: string): Promise<Settings> {
  const path = join(dataDir, "settings.json");
  const known = await readPrivate(path, Settings);
  const settings = {
    postgresPort: await freePort(known?.postgresPort),
    storePort: await freePort(known?.storePort),
    accessKeyId: known?.accessKeyId ?? `PARQUETRY${randomBytes(6).toString("hex").toUpperCase()}`,
    secretAccessKey: known?.secretAccessKey ?? randomBytes(30).toString("base64url"),
  };
  writePrivate(path, settings);
  return settings;
}
