import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDataDir, cliAccessPath } from "./data-dir.ts";
import { writePrivate } from "./private-file.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), "parquetry-data-")), "data");
});

afterEach(() => rm(join(dataDir, ".."), { recursive: true, force: true }));

test("a second claim says where the first one answers, until it is given back", async () => {
  const giveBack = await claimDataDir(dataDir);
  await expect(claimDataDir(dataDir)).rejects.toThrow("is being started");
  writePrivate(cliAccessPath(dataDir), { url: "http://127.0.0.1:3000", token: "secret" });
  await expect(claimDataDir(dataDir)).rejects.toThrow("runs at http://127.0.0.1:3000");
  await giveBack();
  await (await claimDataDir(dataDir))();
});

test("the claim of a killed process is free", async () => {
  const holder = fork(join(import.meta.dirname, "test-holder.ts"), [dataDir]);
  await once(holder, "message");
  await expect(claimDataDir(dataDir)).rejects.toThrow("is being started");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (await claimDataDir(dataDir))();
});

test("what only the owner may read is written so", async () => {
  await (await claimDataDir(dataDir))();
  writePrivate(cliAccessPath(dataDir), { url: "http://127.0.0.1:3000", token: "secret" });
  expect((await stat(cliAccessPath(dataDir))).mode & 0o777).toBe(0o600);
});

test("a folder that cannot be made is named", async () => {
  await writeFile(dataDir, "");
  await expect(claimDataDir(join(dataDir, "inside"))).rejects.toThrow("cannot be written");
});
