import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, isPortFree } from "#embedded/free-port.ts";
import { runStart, type StartedApplication, untilReady } from "./support/application.ts";
import { expect, test } from "./support/fixtures.ts";

let dataDir: string;
const started: StartedApplication[] = [];

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parquetry-start-"));
});

test.afterEach(async () => {
  for (const application of started.splice(0)) {
    application.process.kill("SIGTERM");
    await application.ended;
  }
  await rm(dataDir, { recursive: true, force: true });
});

test("a second start on the same data says where the first one runs", async ({ application }) => {
  const second = run(application.dataDir, []);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`already runs at ${application.url}`);
});

test("Ctrl-C ends every process and frees every port", async () => {
  const port = await freePort();
  const application = run(dataDir, ["--port", String(port)]);
  const { url } = await untilReady(application, dataDir);
  expect((await fetch(url)).status).toBe(200);
  const settings = JSON.parse(await readFile(join(dataDir, "settings.json"), "utf8"));
  application.process.kill("SIGINT");
  expect(await application.ended).toBe(0);
  expect(await processesOf(dataDir)).toEqual([]);
  for (const freed of [port, settings.postgresPort, settings.storePort]) expect(await isPortFree(freed)).toBe(true);
});

test("what a killed start left running is ended by the next one, on the same address", async () => {
  const port = await freePort();
  const first = run(dataDir, ["--port", String(port)]);
  await untilReady(first, dataDir);
  first.process.kill("SIGKILL");
  await first.ended;
  await rm(join(dataDir, "cli.json"));
  const second = run(dataDir, ["--port", String(port)]);
  const { url } = await untilReady(second, dataDir);
  expect(second.output()).toContain("Ended what an earlier start had left running");
  expect((await fetch(url)).status).toBe(200);
});

test("a part that dies is started again", async () => {
  const application = run(dataDir, ["--port", String(await freePort())]);
  const { url } = await untilReady(application, dataDir);
  const programs = JSON.parse(await readFile(join(dataDir, "running.json"), "utf8"));
  for (const { pid } of programs) process.kill(pid, "SIGKILL");
  await expect(async () => expect((await fetch(`${url}/api/health`)).status).toBe(200)).toPass();
  expect(application.output()).toContain("starting it again");
});

test("a port that is taken is named, and a free one offered", async () => {
  const port = await freePort();
  const other = createServer().listen(port, "127.0.0.1");
  const application = run(dataDir, ["--port", String(port)]);
  expect(await application.ended).toBe(1);
  expect(application.output()).toMatch(new RegExp(`Port ${port} is in use by another program. Port \\d+ is free`));
  other.close();
});

function run(folder: string, args: string[]): StartedApplication {
  const application = runStart(folder, ["--no-sample", ...args]);
  started.push(application);
  return application;
}

/** The command lines or environments on this machine that name the folder; nothing where the system does not tell. */
async function processesOf(folder: string): Promise<string[]> {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const told = await Promise.all(
    pids.map(async (pid) => {
      const [command, environment] = await Promise.all(
        ["cmdline", "environ"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
      );
      return `${command}${environment}`.includes(folder) ? [`${pid} ${command}`] : [];
    }),
  );
  return told.flat();
}
