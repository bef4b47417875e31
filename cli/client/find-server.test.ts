import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findServer } from "./find-server.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parquetry-access-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const find = (environment: Record<string, string>) =>
  findServer({ NODE_ENV: "test", PARQUETRY_DATA_DIR: dataDir, ...environment });

test("the environment's server goes before the one that was started here", async () => {
  await writeFile(join(dataDir, "cli.json"), JSON.stringify({ url: "http://127.0.0.1:3000", token: "here" }));
  expect(await find({})).toEqual({ url: "http://127.0.0.1:3000", token: "here" });
  const named = { PARQUETRY_URL: "http://127.0.0.1:4000", PARQUETRY_TOKEN: "there" };
  expect(await find(named)).toEqual({ url: "http://127.0.0.1:4000", token: "there" });
});

test("without either, the sentence says what to do", async () => {
  await expect(find({})).rejects.toThrow("No server found. Start one with `npm start`");
});

test("an address that is none is refused", async () => {
  await expect(find({ PARQUETRY_URL: "localhost:3000" })).rejects.toThrow("PARQUETRY_URL is not an address");
});
