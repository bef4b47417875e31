import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { ObjectStoreOptions } from "./server.ts";

/** Bodies pass through as short-lived buffers; a small nursery keeps them from piling up before they are freed. */
const NODE_FLAGS = ["--max-semi-space-size=2"];

const Announcement = z.object({ url: z.url() });

type StoreProcessOptions = Omit<ObjectStoreOptions, "host" | "now">;

export type ObjectStoreProcess = { url: string; child: ChildProcess };

/**
 * Runs the object store as a process of its own that ends when this one does, behind `wrapper` (such as prlimit) if
 * given; rejects when it ends before it listens.
 */
export async function spawnObjectStore(
  options: StoreProcessOptions,
  wrapper: string[] = [],
): Promise<ObjectStoreProcess> {
  const main = join(import.meta.dirname, "main.ts");
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, ...NODE_FLAGS, main];
  const child = spawn(command, args, { env: environment(options), stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("The object store's process has no output.");
  let complaint = "";
  stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-4000);
    process.stderr.write(text);
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`The object store did not start. ${complaint.trim()}`);
  });
  const [line] = await Promise.race([once(createInterface({ input: stdout }), "line"), ended]);
  ended.catch(() => undefined);
  return { url: Announcement.parse(JSON.parse(String(line))).url, child };
}

function environment({ dataDir, port, accessKeyId, secretAccessKey, region }: StoreProcessOptions) {
  return {
    ...process.env,
    PARQUETRY_STORE_DIR: dataDir,
    PARQUETRY_STORE_PORT: String(port),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
  };
}
