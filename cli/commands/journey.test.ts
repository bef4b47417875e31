import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, TEST_BUILD_DIR } from "#cli/develop/build.ts";
import { type Everything, startEverything } from "#cli/start/everything.ts";
import { freePort } from "#embedded/free-port.ts";
import { parquetry, startParquetry } from "./command-under-test.ts";

let folder: string;
let application: Everything;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquetry-journey-"));
  if ((await build(TEST_BUILD_DIR)) !== 0) throw new Error("The application does not build.");
  Object.assign(process.env, { PARQUETRY_BUILD_DIR: TEST_BUILD_DIR, PARQUETRY_DATA_DIR: join(folder, "data") });
  const signal = new AbortController().signal;
  application = await startEverything({ port: await freePort(), dataDir: join(folder, "data"), say: () => {}, signal });
}, 300_000);

afterAll(async () => {
  await application?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command that has to end with this status; resolves to its JSON document. */
async function document(status: number, ...args: string[]) {
  const answer = await parquetry([...args, "--json"]);
  expect(answer).toEqual({ status, stdout: expect.any(String), stderr: expect.any(String) });
  return { ...JSON.parse(answer.stdout), stderr: answer.stderr };
}

async function drawer(name: string, files: Record<string, string>): Promise<string> {
  await mkdir(join(folder, name));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text);
  return join(folder, name);
}

test("simulated files become a dataset, a run, files of trades and a link", { timeout: 120_000 }, async () => {
  const out = join(folder, "drawer");
  const sizes = ["--files", "3", "--tickers-per-file", "2", "--from", "2000-01-03", "--to", "2004-12-31"];
  const simulated = await document(0, "simulate", "--out", out, ...sizes);

  const imported = await document(0, "import", out, "--dataset", "Drawer", "--accept");
  expect(imported.dataset).toMatchObject({ name: "Drawer", version: 1 });
  expect(imported.files.map(({ name }: { name: string }) => name)).toEqual(await readdir(out));
  for (const { rows } of imported.files) expect(rows).toEqual({ read: 2 * 1305, good: 2 * 1305, rejected: 0 });
  expect(imported.questions).toEqual([]);
  expect(imported.columns).toContainEqual(expect.objectContaining({ source: "ticker", type: "text", role: "ticker" }));
  expect(imported.columns).toContainEqual(expect.objectContaining({ source: "date", type: "date", role: "date" }));
  expect(imported.parquet.files).toBeGreaterThan(0);
  expect(Object.keys(imported.timings)).toEqual(["uploadMs", "inspectMs", "convertMs", "clusterMs"]);

  const run = await document(0, "run", "Drawer", "--strategy", "moving-average", "--preset", "seed-exact");
  expect(run.run.status).toBe("succeeded");
  expect(run.accounting.rowsIn).toBe(simulated.rows);
  expect(run.totals.trades).toBeGreaterThan(0);
  const again = await document(0, "run", "Drawer", "--preset", "seed-exact");
  expect(again.run).toEqual(run.run);
  const other = await document(0, "run", imported.dataset.id, "--set", "amount=50", "--set", "bandMax=null");
  expect(other.run.contentHash).not.toBe(run.run.contentHash);

  const settings = ["--set", "window=3..12", "--set", "amount=100,5000"];
  const swept = await document(0, "sweep", "Drawer", "--preset", "seed-exact", ...settings);
  expect(swept.sweep).toMatchObject({ status: "succeeded", tried: 20 });
  expect(swept.passes).toBe(1);
  const point = swept.points.find(({ params }: typeof run) => params.window === 7 && params.amount === 100);
  expect(point.totals.trades).toBe(run.totals.trades);
  expect(point.totals.pnl).toBeCloseTo(run.totals.pnl, 6);
  expect(point.winRate).toBe(run.metrics.winRate);
  expect(run.accounting).toMatchObject({ ...swept.accounting, ...point.accounting });
  expect(point.accounting.candidates).toBe(run.accounting.candidates);

  const id = String(run.run.id);
  for (const format of ["csv", "json", "parquet"]) {
    const file = join(folder, `trades.${format}`);
    expect(await parquetry(["export", id, "--format", format, "--out", file])).toMatchObject({ status: 0 });
  }
  const trades = JSON.parse(await readFile(join(folder, "trades.json"), "utf8"));
  expect(trades).toHaveLength(run.totals.trades);
  const csv = await parquetry(["export", id, "--format", "csv", "--out", "-"]);
  expect(csv.stdout).toBe(await readFile(join(folder, "trades.csv"), "utf8"));
  expect(csv.stdout.split("\n")[0]).toBe("ticker,sector,purchase_date,purchase_price,purchase_volume,last_price,pnl");
  expect((await readFile(join(folder, "trades.parquet"))).subarray(0, 4).toString()).toBe("PAR1");

  const share = await document(0, "share", id, "--expires", "7d");
  expect((await fetch(share.url)).status).toBe(200);
  expect(Date.parse(share.expiresAt) - Date.now()).toBeGreaterThan(6 * 86_400_000);

  const status = await document(0, "status");
  expect(status.datasets.map(({ name }: { name: string }) => name)).toContain("Drawer");
  expect(status.runs).toHaveLength(2);
});

test("bad cells are rejected with their reasons, a bad file fails alone", { timeout: 120_000 }, async () => {
  const path = await drawer("dirty", {
    "prices.csv": `date,ticker,sector,close\n${days((day) => `${day},AAA,TECH,1.5`)}\n2020-02-31,AAA,TECH,2\n`,
    "report.csv": "%PDF-1.7\n\u0000\u0001\u0002",
  });
  const imported = await document(1, "import", path, "--dataset", "Dirty", "--accept");
  expect(imported.stderr).toMatch(/1 of 2 files failed; the rest is in version 1\.\n {2}report\.csv: /);
  expect(imported.files).toMatchObject([
    { name: "prices.csv", rows: { read: 29, good: 28, rejected: 1 } },
    { name: "report.csv", rows: null, failure: expect.any(String) },
  ]);
  const rejects = join(folder, "rejects.csv");
  expect(await parquetry(["rejects", "Dirty", "--out", rejects])).toMatchObject({ status: 0 });
  expect(await readFile(rejects, "utf8")).toMatch(/^file,row,column,value,reason,line\n?\r?\nprices\.csv,.*2020-02-31/);
});

test("rejected rows go back corrected, and a recipe goes on to other files", { timeout: 120_000 }, async () => {
  const file = (last: string) =>
    `date,ticker,sector,close\n${days((day) => `${day},AAA,TECH,1.5`)}\n${last},AAA,TECH,2\n`;
  const first = await drawer("strict", { "prices.csv": file("2020-02-31") });
  const command = ["import", first, "--dataset", "Strict", "--accept"];
  const stopped = await document(1, ...command, "--max-rejects", "1");
  expect(stopped.dataset.version).toBeNull();
  expect(stopped.stderr).toMatch(/1 of 29 rows \(3\.4 %\) do not fit, more than 1 %/);

  const rejects = join(folder, "strict.csv");
  await parquetry(["rejects", "Strict", "--out", rejects]);
  await writeFile(rejects, (await readFile(rejects, "utf8")).replace("date,2020-02-31", "date,2020-02-29"));
  const sent = await parquetry(["rejects", "Strict", "--send", rejects]);
  expect(sent).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("29 rows read = 28 good + 1 corrected + 0 rejected."),
  });
  const again = await parquetry(["rejects", "Strict", "--send", rejects]);
  expect(again.stdout).toContain("0 corrected rows taken, 1 row sent before or not changed.");
  expect(again.stdout).toContain("Dataset Strict, version 1: 29 rows.");

  await parquetry(["import", first, "--dataset", "Kept", "--accept", "--max-rejects", "1"]);
  const kept = await parquetry(["rejects", "Kept", "--keep-going"]);
  expect(kept).toMatchObject({ status: 0, stdout: expect.stringContaining("Dataset Kept, version 1: 28 rows.") });
  expect(await parquetry(["rejects", "Strict"])).toMatchObject({ status: 2 });

  const recipe = join(folder, "strict.json");
  expect(await parquetry(["recipe", "Strict", "--out", recipe])).toMatchObject({ status: 0 });
  const second = await drawer("second", { "prices.csv": file("2020-02-28") });
  const imported = await document(0, "import", second, "--dataset", "From a file", "--recipe", recipe);
  expect(imported.dataset.version).toBe(1);
  const saved = await parquetry(["recipe", "Strict", "--save", "Strict prices"]);
  expect(saved).toMatchObject({ status: 0, stdout: "Saved as Strict prices, version 1.\n" });
  const named = await document(0, "import", second, "--dataset", "From a name", "--recipe", "Strict prices");
  expect(named.dataset.version).toBe(1);
  const waiting = await document(3, "import", second, "--dataset", "By itself");
  expect(waiting).toMatchObject({ recipe: { name: "Strict prices", version: 1 }, questions: [] });
  const accepted = await parquetry(["import", second, "--dataset", "By itself", "--accept"]);
  expect(accepted.stdout).toContain("Recipe “Strict prices”, version 1, fits these columns and is applied");
  expect(await document(3, "import", second, "--dataset", "Without", "--no-saved")).toMatchObject({ recipe: null });
  const third = await drawer("third", { "prices.csv": file("2020-02-28").replace("close", "closing") });
  const unfit = await parquetry(["import", third, "--dataset", "Unfit", "--recipe", "Strict prices"]);
  expect(unfit).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("No file has a column “close”. The recipe does not know “closing”."),
  });
});

test("an ambiguous date is a question; the same command with the answer goes on", { timeout: 120_000 }, async () => {
  const rows = days((day) => `${Number(day.slice(8)) % 12 || 12}/${(Number(day.slice(8)) % 11) + 1}/2020,AAA,TECH,1.5`);
  const path = await drawer("ambiguous", { "prices.csv": `date,ticker,sector,close\n${rows}\n` });
  const command = ["import", path, "--dataset", "Ambiguous", "--accept"];
  const asked = await document(3, ...command);
  expect(asked.dataset.version).toBeNull();
  expect(asked.questions).toMatchObject([{ column: "date", kind: "date-order" }]);
  const formats = asked.questions[0].readings.map(({ format }: { format: string }) => format);
  expect(formats).toHaveLength(2);
  expect(asked.stderr).toMatch(/--answer "date=/);
  const answered = await document(0, ...command, "--answer", `date=${formats[0]}`);
  expect(answered.columns).toContainEqual(expect.objectContaining({ source: "date", format: formats[0] }));
});

test("files are added to a dataset only when asked, and none is sent twice", { timeout: 120_000 }, async () => {
  const file = (name: string, year: number) => ({
    [name]: `Date,Close\n${days((day) => `${day.replace("2020", String(year))},1.5`)}\n`,
  });
  const path = await drawer("growing", file("aaa.csv", 2020));
  const command = ["import", path, "--dataset", "Growing", "--ticker-pattern", "^[a-z]+", "--sector", "Tech"];
  const first = await document(0, ...command, "--accept");
  expect(first.columns).toContainEqual(expect.objectContaining({ source: null, name: "ticker", role: "ticker" }));
  const refused = await parquetry([...command, "--accept"]);
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("already a dataset “Growing” with 1 file"),
  });
  expect(await parquetry([...command, "--append"])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/Nothing is new/),
  });
  await writeFile(join(path, "bbb.csv"), Object.values(file("bbb.csv", 2021)).join());
  const second = await document(0, ...command, "--append");
  expect(second.dataset.version).toBe(2);
  expect(second.files).toHaveLength(2);
});

test("an import that is interrupted goes on where it was when the command is given again", {
  timeout: 120_000,
}, async () => {
  const lines = (day: string) => `date,ticker,sector,close\n${`${day},AAA,TECH,1.5\n`.repeat(3_000_000)}`;
  // While one of them is on its way, the upload is seen to be so, however seldom it is looked at.
  const path = await drawer("interrupted", {
    "large-1.csv": lines("2020-01-02"),
    "large-2.csv": lines("2020-01-03"),
    "large-3.csv": lines("2020-01-06"),
    "small.csv": `date,ticker,sector,close\n${days((day) => `${day},BBB,TECH,1.5`)}\n`,
  });
  const command = ["import", path, "--dataset", "Interrupted", "--accept", "--json"];
  const { ended, interrupt } = startParquetry(command);
  const early = ended.then(({ stderr }) => Promise.reject(new Error(`The import ended before it was seen: ${stderr}`)));
  await Promise.race([untilPartsArrive("Interrupted"), early]);
  early.catch(() => {});
  interrupt();
  const { status, stdout, stderr } = await ended;
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/Stopped with \d of 4 files .* kept for 7 days: give the same command again to go on/s);

  const imported = await document(0, ...command.slice(0, -1));
  expect(imported.files).toMatchObject([
    ...[1, 2, 3].map((number) => ({
      name: `large-${number}.csv`,
      rows: { read: 3_000_000, good: 3_000_000, rejected: 0 },
    })),
    { name: "small.csv", rows: { read: 28 } },
  ]);
});

/** Until the dataset has an upload of which something is in the store. */
async function untilPartsArrive(name: string): Promise<void> {
  for (let arrived = 0; arrived === 0; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { datasets } = await ask("/api/datasets");
    const dataset = datasets.find((candidate: { name: string }) => candidate.name === name);
    const { uploads } = dataset ? await ask(`/api/datasets/${dataset.id}/uploads`) : { uploads: [] };
    arrived = uploads.reduce((sum: number, { arrivedParts }: { arrivedParts: number }) => sum + arrivedParts, 0);
  }
}

const ask = async (path: string) => (await fetch(new URL(path, application.url))).json();

/** A line for each of 28 days. */
const days = (line: (day: string) => string): string =>
  Array.from({ length: 28 }, (_, index) => line(`2020-01-${String(index + 1).padStart(2, "0")}`)).join("\n");
