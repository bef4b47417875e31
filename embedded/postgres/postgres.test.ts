import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "#embedded/free-port.ts";
import { type RunningPostgres, startPostgres } from "./postgres.ts";

let dataDir: string;
let port: number;
const running: RunningPostgres[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parquetry-postgres-"));
  port = await freePort();
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test("what was written is there after a stop and a start", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE note AS SELECT 'kept' AS text");
  await first.stop();
  const second = await start();
  expect(await query(second.url, "SELECT text FROM note")).toEqual([{ text: "kept" }]);
});

test("a server whose start was killed is ended, and nothing committed is lost", async () => {
  const starter = fork(join(import.meta.dirname, "test-starter.ts"), [dataDir, String(port)]);
  const [message] = await once(starter, "message");
  const { url, pid } = message as { url: string; pid: number };
  await query(url, "CREATE TABLE note AS SELECT 'kept' AS text");
  starter.kill("SIGKILL");
  await once(starter, "exit");
  const second = await start();
  expect(second.pid).not.toBe(pid);
  expect(await query(second.url, "SELECT text FROM note")).toEqual([{ text: "kept" }]);
});

test("a crash is recovered from", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE note AS SELECT 'kept' AS text");
  process.kill(first.pid, "SIGKILL");
  await first.ended;
  const second = await start();
  expect(await query(second.url, "SELECT text FROM note")).toEqual([{ text: "kept" }]);
});

test("a pid file naming a stranger's process neither stops the start nor the stranger", async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, "cluster", "postmaster.pid"), `${process.pid}\n${dataDir}\n`);
  const second = await start();
  expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a first start cut off while making the cluster is made anew", async () => {
  await (await start()).stop();
  await rename(join(dataDir, "cluster"), join(dataDir, "cluster.new"));
  const second = await start();
  expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a wrong password is refused, and the right one is on no command line", async () => {
  const { url, pid } = await start();
  const { password } = new URL(url);
  await expect(query(url.replace(password, "guess"), "SELECT 1")).rejects.toThrow("password authentication failed");
  if (process.platform === "linux") expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).not.toContain(password);
});

test("a cluster of another major version is named, not touched", async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, "cluster", "PG_VERSION"), "16\n");
  await expect(start()).rejects.toThrow("made by PostgreSQL 16");
});

test("a folder that cannot be written is named", async () => {
  const file = join(dataDir, "file");
  await writeFile(file, "");
  await expect(startPostgres({ dataDir: join(file, "postgres"), port })).rejects.toThrow("cannot be written");
});

test("a port that is taken is said", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  await expect(start()).rejects.toThrow(`Port ${port}`);
  other.close();
});

async function start(): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, port, settings: { shared_buffers: "16MB" } });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  // The tests end servers under their clients.
  client.on("error", () => {});
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
