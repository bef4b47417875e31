import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Kept, keepRunning } from "./keep-running.ts";
import { startOf } from "./process-identity.ts";
import { launch, type Running } from "./program.ts";

const FOREVER = "setInterval(() => {}, 1000)";

let dir: string;
let kept: Kept | undefined;
const launched: Running[] = [];
const said: string[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "parquetry-keep-"));
  launched.length = said.length = 0;
});

afterEach(async () => {
  await kept?.stop();
  await rm(dir, { recursive: true, force: true });
});

test("a part that is killed is started again, and said so", async () => {
  await keep(FOREVER);
  process.kill(launched[0]?.pid ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(launched).toHaveLength(2));
  expect(said).toEqual(["The part ended by SIGKILL; starting it again."]);
});

test("a part that keeps ending is given up with a sentence", async () => {
  expect(await (await keep("process.exit(3)")).givenUp).toBe("The part ended 11 times in a row, last with status 3.");
});

test("a part that cannot start again counts as ending", async () => {
  let starts = 0;
  const start = async () => {
    if (starts++ > 0) throw new Error("no room\nat all");
    return launchScript("process.exit(0)");
  };
  const { promise, resolve } = Promise.withResolvers<string>();
  kept = await keepRunning({ name: "The part", start, say: () => {}, giveUp: resolve, pauseMs: () => 1 });
  expect(await promise).toContain("last while it was starting: no room.");
});

test("stopping ends the part and what it started, and starts nothing again", async () => {
  const startsAnother = `spawn(process.execPath, ["-e", "${FOREVER}"], { stdio: "inherit" }).pid`;
  await keep(`const { spawn } = require("node:child_process"); console.log(${startsAnother}); ${FOREVER}`);
  const another = await vi.waitFor(async () => {
    const pid = Number(await readFile(join(dir, "part.log"), "utf8"));
    expect(startOf(pid)).toBeDefined();
    return pid;
  });
  await kept?.stop();
  await vi.waitFor(() => expect(startOf(another)).toBeUndefined());
  expect(await launched[0]?.ended).toBe("by SIGTERM");
  expect([launched.length, said.length]).toEqual([1, 0]);
});

test("a part that does not end when asked is killed", async () => {
  await keep(`process.on("SIGTERM", () => {}); console.log("deaf"); ${FOREVER}`);
  await vi.waitFor(async () => expect(await readFile(join(dir, "part.log"), "utf8")).toContain("deaf"));
  await kept?.stop();
  await expect(launched[0]?.ended).resolves.toBe("by SIGKILL");
});

async function keep(script: string): Promise<{ givenUp: Promise<string> }> {
  const { promise: givenUp, resolve } = Promise.withResolvers<string>();
  const say = (line: string) => void said.push(line);
  kept = await keepRunning({
    name: "The part",
    start: () => launchScript(script),
    say,
    giveUp: resolve,
    pauseMs: () => 1,
  });
  return { givenUp };
}

async function launchScript(script: string): Promise<Running> {
  const running = await launch({ args: ["-e", script], env: process.env, logPath: join(dir, "part.log"), stopMs: 300 });
  launched.push(running);
  return running;
}
