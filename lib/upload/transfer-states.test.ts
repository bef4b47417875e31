import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { crc32InNode } from "./crc32-in-node.ts";
import { putInNode } from "./put-in-node.ts";
import { type PutPart, storeUnreachable } from "./put-part.ts";
import { changedAt, MIB, madeFile, PART } from "./sources-under-test.ts";
import { Transfer, type TransferEffects } from "./transfer.ts";
import type { Source, TransferState } from "./transfer-file.ts";
import { listUnfinished } from "./unfinished.ts";
import { sweepUploads } from "./upload.ts";
import { apiOf, arrivedFile, emptyDataset, newFile, someone, withUploadServices } from "./uploads-under-test.ts";

withUploadServices();

async function aPlace() {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const open = (effects: Partial<TransferEffects> = {}) => {
    const given = { api: apiOf(owner), put: putInNode, crc32: crc32InNode, pauseMs: () => 5, patienceMs: 500 };
    return new Transfer(datasetId, { ...given, ...effects });
  };
  return { owner, datasetId, open };
}

const stateOf = (transfer: Transfer, path: string): TransferState | undefined =>
  transfer.getSnapshot().files.find((file) => file.path === path)?.state;

/** Resolves once the test holds for a snapshot. */
function until(transfer: Transfer, test: (snapshot: ReturnType<Transfer["getSnapshot"]>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!test(transfer.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = transfer.subscribe(look);
    look();
  });
}

/** Counts the parts that arrive, and holds back those after the first so many until it is told. */
function gate(free: number) {
  const arrived: string[] = [];
  const opened = Promise.withResolvers<void>();
  let started = 0;
  const put: PutPart = async (url, body, options) => {
    if (++started > free) await Promise.race([opened.promise, aborted(options.signal)]);
    const etag = await putInNode(url, body, options);
    arrived.push(`${new URL(url).pathname}#${new URL(url).searchParams.get("partNumber")}`);
    return etag;
  };
  return { put, arrived, open: opened.resolve };
}

/** The first parts arrive; then the line breaks until it is mended. */
function breaksAfter(parts: number) {
  const arrived = new Set<number>();
  const firstOnes = Promise.withResolvers<void>();
  let isBroken = true;
  const put: PutPart = async (url, body, options) => {
    const number = Number(new URL(url).searchParams.get("partNumber"));
    if (isBroken && number > parts) {
      await firstOnes.promise;
      throw storeUnreachable();
    }
    const etag = await putInNode(url, body, options);
    // Its ETag reaches the transfer before the other parts fail.
    if (arrived.add(number).size === parts) setImmediate(firstOnes.resolve);
    return etag;
  };
  const mend = () => {
    isBroken = false;
  };
  return { put, arrived, mend };
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("a paused file keeps what has arrived, the others go on, and resumed it sends the rest alone", async () => {
  const { open, owner, datasetId } = await aPlace();
  const { put, arrived, open: letGo } = gate(3);
  const transfer = open({ put });
  transfer.add([madeFile("a.csv", 4 * PART, 1), madeFile("b.csv", 20, 2)]);
  await until(transfer, () => arrived.length === 3);
  transfer.pauseFile("a.csv");
  letGo();
  await until(transfer, ({ counts }) => counts.done === 1);
  expect(stateOf(transfer, "a.csv")).toBe("paused");
  expect(transfer.getSnapshot()).toMatchObject({ isActive: true, isMoving: false, secondsLeft: null });
  expect(transfer.getSnapshot().files[0]?.sentBytes).toBe(3 * PART);
  expect((await listUnfinished(owner, datasetId)).uploads).toMatchObject([{ path: "a.csv", arrivedParts: 3 }]);
  transfer.resumeFile("a.csv");
  const { counts, sentBytes, bytes } = await transfer.settled();
  expect(counts).toMatchObject({ done: 2, paused: 0 });
  expect(sentBytes).toBe(bytes);
  expect(new Set(arrived).size).toBe(arrived.length);
  expect(arrived).toHaveLength(5);
});

test("everything paused moves nothing, whatever it was at; resumed all of it arrives", async () => {
  const { open } = await aPlace();
  const transfer = open();
  transfer.add([madeFile("large.csv", 2 * PART + 3, 1)]);
  transfer.add(Array.from({ length: 150 }, (_, index) => madeFile(`${index}.csv`, 100 + index, index)));
  await until(transfer, ({ counts }) => counts.done > 10);
  for (let time = 0; time < 3; time++) {
    transfer.pauseAll();
    transfer.resumeAll();
  }
  transfer.pauseAll();
  await until(transfer, ({ isMoving }) => !isMoving);
  const { counts } = transfer.getSnapshot();
  expect(counts.paused + counts.done).toBe(151);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(transfer.getSnapshot().counts).toEqual(counts);
  transfer.resumeAll();
  expect((await transfer.settled()).counts).toMatchObject({ done: 151, failed: 0 });
});

test("a paused file can be cancelled, and added again it goes on", async () => {
  const { open, datasetId } = await aPlace();
  const { put, arrived, open: letGo } = gate(1);
  const transfer = open({ put });
  const [a, b] = [madeFile("a.csv", 2 * PART, 1), madeFile("b.csv", 2 * PART, 2)];
  transfer.add([a, b]);
  await until(transfer, () => arrived.length === 1);
  transfer.pauseAll();
  transfer.cancelFile("b.csv");
  letGo();
  await until(transfer, ({ counts }) => counts.paused === 1 && counts.cancelled === 1);
  transfer.add([a]);
  const { counts } = await transfer.settled();
  expect(counts).toMatchObject({ done: 1, cancelled: 1 });
  expect(await db().sourceFile.count({ where: { datasetId, state: "uploading" } })).toBe(0);
});

test("what was paused for too long starts anew when it is tried again", async () => {
  const { open, datasetId } = await aPlace();
  const { put, arrived, open: letGo } = gate(1);
  const transfer = open({ put });
  transfer.add([madeFile("a.csv", 2 * PART, 1)]);
  await until(transfer, () => arrived.length === 1);
  transfer.pauseAll();
  await db().sourceFile.updateMany({ where: { datasetId }, data: { heardAt: new Date(0) } });
  expect(await sweepUploads()).toBe(1);
  letGo();
  transfer.resumeAll();
  await until(transfer, ({ counts }) => counts.failed === 1);
  expect(transfer.getSnapshot().files[0]?.failure).toMatch(/no longer takes this file/);
  transfer.retryFailed();
  expect((await transfer.settled()).counts).toMatchObject({ done: 1, failed: 0 });
});

test("files that are here already are skipped with a word, under any name, without a byte sent", async () => {
  const { open } = await aPlace();
  const sources = [madeFile("a.csv", 3 * MIB, 1), madeFile("b.csv", PART + 1, 2), madeFile("c.csv", 900, 3)];
  const first = open();
  first.add(sources);
  await first.settled();
  const { put, arrived } = gate(99);
  const second = open({ put });
  second.add([...sources.slice(0, 2), { ...madeFile("c.csv", 900, 3), path: "again/c.csv" }]);
  const { counts, savedBytes, bytes, sentBytes, files } = await second.settled();
  expect(counts).toMatchObject({ skipped: 3, done: 0 });
  expect([savedBytes, sentBytes]).toEqual([bytes, bytes]);
  expect(arrived).toEqual([]);
  expect(files.map(({ note }) => note)).toEqual(["Already here", "Already here", "Already here as c.csv"]);
  expect(files[0]?.crc32).toBe(first.getSnapshot().files[0]?.crc32);
});

test("a file that only looks like one that is here is sent", async () => {
  const { open } = await aPlace();
  const source = madeFile("a.csv", 4 * MIB, 1);
  const transfer = open();
  transfer.add([source]);
  await transfer.settled();
  const alike = { ...changedAt(source, 2 * MIB), path: "b.csv" };
  transfer.add([alike, { ...alike, path: "a.csv" }]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 2, skipped: 0 });
  const other = open();
  other.add([{ ...alike, path: "a.csv" }]);
  const name = expect.stringMatching(/already has a file of this name/);
  expect((await other.settled()).files).toMatchObject([{ state: "failed", failure: name }]);
});

/** A lock as browsers have it: one holder at a time, the others wait in a queue. */
function locks() {
  const queues = new Map<string, Promise<void>>();
  const claim: NonNullable<TransferEffects["claim"]> = async (key, { onHeld }) => {
    const before = queues.get(key);
    const mine = Promise.withResolvers<void>();
    queues.set(
      key,
      (before ?? Promise.resolve()).then(() => mine.promise),
    );
    if (before) onHeld();
    await before;
    return () => {
      queues.delete(key);
      mine.resolve();
    };
  };
  return claim;
}

test("two tabs never send the same file: the second waits, and finds it here", async () => {
  const { open } = await aPlace();
  const claim = locks();
  const sources = [madeFile("a.csv", 2 * PART, 1), madeFile("b.csv", 30, 2)];
  const { put, arrived, open: letGo } = gate(0);
  const [here, there] = [open({ claim, put }), open({ claim, put })];
  here.add(sources);
  await until(here, ({ counts }) => counts.sending === 2);
  there.add([...sources, madeFile("c.csv", 40, 3)]);
  await until(there, ({ counts }) => counts.elsewhere === 2);
  letGo();
  expect((await here.settled()).counts).toMatchObject({ done: 2 });
  expect((await there.settled()).counts).toMatchObject({ done: 1, skipped: 2 });
  expect(arrived).toHaveLength(4);
});

test("when the first tab gives a file up, the second goes on from its parts", async () => {
  const { open } = await aPlace();
  const claim = locks();
  const source = madeFile("a.csv", 3 * PART, 1);
  const { put } = breaksAfter(1);
  const [here, there] = [open({ claim, put, patienceMs: 50 }), open({ claim })];
  here.add([source]);
  there.add([source]);
  expect((await here.settled()).counts).toMatchObject({ failed: 1 });
  const { counts, savedBytes } = await there.settled();
  expect(counts).toMatchObject({ done: 1 });
  expect(savedBytes).toBe(PART);
});

test("without a connection everything waits and says so, until it is back", async () => {
  const { open } = await aPlace();
  const back = Promise.withResolvers<void>();
  let isOnline = false;
  const transfer = open({ connection: { isOnline: () => isOnline, whenOnline: () => back.promise } });
  transfer.add([madeFile("a.csv", 2 * PART, 1), madeFile("b.csv", 30, 2)]);
  await until(transfer, ({ counts }) => counts.offline === 2);
  isOnline = true;
  back.resolve();
  expect((await transfer.settled()).counts).toMatchObject({ done: 2, offline: 0 });
});

test("a store that keeps no checksums takes files all the same, and a retry trusts what it sent itself", async () => {
  env().S3_CHECKSUMS = "off";
  const { open, datasetId } = await aPlace();
  const { put, arrived, mend } = breaksAfter(2);
  const transfer = open({ put, patienceMs: 30 });
  transfer.add([madeFile("a.csv", 4 * PART, 1)]);
  expect((await transfer.settled()).counts).toMatchObject({ failed: 1 });
  mend();
  transfer.retryFailed();
  const { counts, savedBytes } = await transfer.settled();
  env().S3_CHECKSUMS = "on";
  expect(counts).toMatchObject({ done: 1 });
  expect(savedBytes).toBe(2 * PART);
  expect(arrived.size).toBe(4);
  expect(await db().sourceFile.findFirst({ where: { datasetId } })).toMatchObject({ state: "uploaded", crc32: null });
});

test("of five thousand files only what changed is shown anew", async () => {
  const { open } = await aPlace();
  const forever = new Promise<never>(() => {});
  const transfer = open({ api: { ...apiOf(await someone()), registerFiles: () => forever } });
  const many: Source[] = Array.from({ length: 5_000 }, (_, index) => madeFile(`${index}.csv`, 100, index));
  transfer.add(many);
  await until(transfer, ({ files }) => files.length === 5_000);
  const before = transfer.getSnapshot().files;
  transfer.pauseFile("4999.csv");
  await until(transfer, ({ counts }) => counts.paused === 1);
  const after = transfer.getSnapshot().files;
  expect(after.filter((file, index) => file !== before[index]).map(({ path }) => path)).toEqual(["4999.csv"]);
});

test("a refusal by quota is the file's own, and the others arrive", async () => {
  const { open, owner, datasetId } = await aPlace();
  await arrivedFile(owner, datasetId, "before.csv");
  const before = env().PARQUETRY_QUOTA_FILES;
  env().PARQUETRY_QUOTA_FILES = 2;
  const transfer = open();
  transfer.add([madeFile("a.csv", 30, 1), madeFile("b.csv", 30, 2)]);
  const { files } = await transfer.settled();
  env().PARQUETRY_QUOTA_FILES = before;
  expect(files.map(({ state }) => state).sort()).toEqual(["done", "failed"]);
  expect(files.find(({ state }) => state === "failed")?.failure).toMatch(/as many as are allowed/);
});

test("a file that vanished is said to be unreadable, at its fingerprint and at its parts", async () => {
  const { open, owner, datasetId } = await aPlace();
  const gone = async () => {
    throw new DOMException("The file is gone", "NotReadableError");
  };
  const transfer = open({ crc32: gone });
  transfer.add([madeFile("a.csv", 30, 1)]);
  expect((await transfer.settled()).files).toMatchObject([
    { state: "failed", failure: expect.stringMatching(/changed/) },
  ]);
  const broken = open({ crc32: () => Promise.reject(new Error("No checksums can be computed here.")) });
  broken.add([madeFile("a.csv", 30, 1)]);
  expect((await broken.settled()).files).toMatchObject([{ failure: "No checksums can be computed here." }]);
  let asked = 0;
  const later = open({ crc32: (...args) => (asked++ < 2 ? crc32InNode(...args) : gone()) });
  later.add([madeFile("b.csv", 3 * MIB, 1)]);
  expect((await later.settled()).files).toMatchObject([{ state: "failed", failure: expect.stringMatching(/changed/) }]);
  expect(await apiOf(owner).registerFiles(datasetId, [newFile("b.csv", 3 * MIB)])).toMatchObject({ refused: [] });
});
