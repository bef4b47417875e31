import { renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { z } from "zod";

/** Writes JSON that only its owner can read; a reader sees the old or the new, never half. At once, so that two writers cannot mix. */
export function writePrivate(path: string, value: unknown): void {
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

/** Undefined when the file is missing or is not what it should be. */
export async function readPrivate<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}
