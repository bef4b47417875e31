import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { formatBytes } from "#lib/platform/format.ts";
import { failed } from "./failure.ts";
import { print } from "./print.ts";
import { userPath } from "./user-path.ts";

const TO_STDOUT = "-";

const REASONS: Record<string, string> = {
  ENOENT: "the folder does not exist",
  EACCES: "you have no permission to write there",
  EPERM: "you have no permission to write there",
  EROFS: "it is on a read-only disk",
  ENOTDIR: "part of the path is a file, not a folder",
  EISDIR: "there is a folder of that name",
  ENOSPC: "the disk is full",
};

/** Writes a response's body to a file and says so, or to stdout for `-`. The file appears under its name only when it is whole. */
export async function saveAndSay({ body }: Response, out: string): Promise<void> {
  const source = Readable.from(body ?? []);
  if (out === TO_STDOUT) return pipeline(source, process.stdout, { end: false });
  const path = userPath(out);
  print(`Wrote ${path}, ${formatBytes(await saveWhole(source, path))}`);
}

async function saveWhole(source: Readable, path: string): Promise<number> {
  const unfinished = `${path}.${process.pid}.partial`;
  const file = createWriteStream(unfinished, { flags: "wx" });
  try {
    await pipeline(source, file);
    await rename(unfinished, path);
    return file.bytesWritten;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): Error {
  const failure = z.object({ code: z.string() }).safeParse(cause);
  const reason = failure.success ? (REASONS[failure.data.code] ?? `the system says ${failure.data.code}`) : undefined;
  if (reason) return failed(`Cannot write ${path}: ${reason}.`, cause);
  return failed(`The download ended early, so ${path} was not written. Try again.`, cause);
}
