import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { RequestFailed } from "#lib/platform/fetch-json.ts";
import type { User } from "#lib/platform/session.ts";
import { abortMultipart, openObject } from "#lib/platform/storage.ts";
import { crc32InNode } from "./crc32-in-node.ts";
import { type FaultProxy, oneInFive, type Passing, startFaultProxy } from "./fault-proxy-under-test.ts";
import { openLocalBlob } from "./local-blob.ts";
import { putInNode } from "./put-in-node.ts";
import { changedAt, MIB, madeFile, PART, sumsOf } from "./sources-under-test.ts";
import { Transfer, type TransferEffects } from "./transfer.ts";
import type { Source } from "./transfer-file.ts";
import { listUnfinished } from "./unfinished.ts";
import { apiOf, emptyDataset, someone, withUploadServices } from "./uploads-under-test.ts";

withUploadServices();

/** Parts under way, when the line bears them. */
const MOST_AT_ONCE = 12;

let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaultProxy(env().S3_ENDPOINT ?? "");
  env().S3_ENDPOINT = proxy.url;
});
afterAll(() => proxy.close());
afterEach(() => {
  proxy.choose = () => undefined;
  proxy.seen = { parts: 0, partBytes: 0 };
});

interface Place {
  owner: User;
  datasetId: string;
}

async function aPlace(): Promise<Place> {
  const owner = await someone();
  return { owner, datasetId: await emptyDataset(owner) };
}

function transferInto({ owner, datasetId }: Place, effects: Partial<TransferEffects> = {}): Transfer {
  const given = { api: apiOf(owner), put: putInNode, crc32: crc32InNode, pauseMs: () => 20, patienceMs: 20_000 };
  return new Transfer(datasetId, { ...given, ...effects });
}

/** Every file lies in the store with the bytes of its source, and its row has the checksum of the whole. */
async function expectArrived({ datasetId }: Place, sources: Source[]): Promise<void> {
  for (const { path, blob } of sources) {
    const row = await db().sourceFile.findFirstOrThrow({ where: { datasetId, path } });
    const wanted = await sumsOf(blob.stream());
    expect(await sumsOf(await openObject(row.objectKey))).toEqual(wanted);
    expect(row).toMatchObject({ state: "uploaded", crc32: wanted.crc32, bytes: BigInt(blob.size) });
  }
}

const failingOnce = (isMeant: (passing: Passing) => boolean, fault: ReturnType<FaultProxy["choose"]>) => {
  let isOver = false;
  return (passing: Passing) => {
    if (isOver || !isMeant(passing)) return undefined;
    isOver = true;
    return fault;
  };
};

test("with one part in five failing, every file arrives as it is, and no more is sent again than failed", async () => {
  const place = await aPlace();
  const large = Array.from({ length: 6 }, (_, index) => madeFile(`large-${index}.csv`, 3 * PART + index, index));
  const small = Array.from({ length: 60 }, (_, index) => madeFile(`small-${index}.csv`, 1_000 + index, index));
  const sources = [...large, ...small];
  let failures = 0;
  const choose = oneInFive(7);
  proxy.choose = (passing) => {
    const fault = choose(passing);
    if (fault) failures++;
    return fault;
  };
  const transfer = transferInto(place);
  transfer.add(sources);
  const { counts, bytes, sentBytes, sentAgainBytes } = await transfer.settled();
  expect(counts).toMatchObject({ done: 66, failed: 0 });
  expect(failures).toBeGreaterThan(5);
  expect(sentBytes).toBe(bytes);
  expect(sentAgainBytes).toBeLessThanOrEqual(failures * PART);
  expect(proxy.seen.partBytes).toBeLessThanOrEqual(bytes + failures * PART);
  await expectArrived(place, sources);
});

test("files on disk arrive as well through a line that fails", async () => {
  const place = await aPlace();
  const sources = await Promise.all(
    [1, 2, 3].map(async (seed) => {
      const { path, blob, lastModified } = madeFile(`disk-${seed}.csv`, 2 * PART + seed, seed);
      const location = join(env().PARQUETRY_DATA_DIR, path);
      await writeFile(location, blob.stream());
      return { path, blob: await openLocalBlob(location), lastModified };
    }),
  );
  proxy.choose = oneInFive(3);
  const transfer = transferInto(place);
  transfer.add(sources);
  expect((await transfer.settled()).counts).toMatchObject({ done: 3, failed: 0 });
  await expectArrived(place, sources);
});

test("while the line is cut a transfer waits; then at most the parts in flight are sent again", async () => {
  const place = await aPlace();
  const sources = [madeFile("a.csv", 8 * PART, 1), madeFile("b.csv", 8 * PART + 5, 2)];
  const transfer = transferInto(place);
  const states = new Set<string>();
  const cutAt = 4;
  let wasCut = false;
  proxy.choose = () => {
    if (!wasCut && proxy.seen.parts >= cutAt) {
      wasCut = true;
      proxy.isDown = true;
      setTimeout(() => (proxy.isDown = false), 1_500);
    }
    return undefined;
  };
  transfer.subscribe(() => {
    for (const { state } of transfer.getSnapshot().files) states.add(state);
  });
  transfer.add(sources);
  const { counts } = await transfer.settled();
  expect(counts).toMatchObject({ done: 2, failed: 0 });
  expect(states).toContain("offline");
  const bytes = sources.reduce((total, { blob }) => total + blob.size, 0);
  expect(proxy.seen.partBytes).toBeLessThanOrEqual(bytes + MOST_AT_ONCE * PART);
  await expectArrived(place, sources);
});

/** Lets a transfer send so many parts, then nothing more happens in it: as when its tab crashed. */
async function crashAfter(parts: number, place: Place, sources: Source[]): Promise<void> {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const api = apiOf(place.owner);
  const alive = <Args extends unknown[], Answer>(verb: (...args: Args) => Promise<Answer>) => {
    return (...args: Args) => (isDead ? never : verb(...args));
  };
  const deadline = Promise.withResolvers<void>();
  let arrived = 0;
  const transfer = transferInto(place, {
    api: {
      registerFiles: alive(api.registerFiles),
      signParts: alive(api.signParts),
      completeFile: alive(api.completeFile),
      cancelFile: alive(api.cancelFile),
    },
    put: async (...args) => {
      if (isDead) return never;
      const etag = await putInNode(...args);
      if (isDead) return never;
      if (++arrived < parts) return etag;
      isDead = true;
      deadline.resolve();
      return never;
    },
  });
  transfer.add(sources);
  await deadline.promise;
  // Parts that were in flight end one way or the other.
  await new Promise((resolve) => setTimeout(resolve, 500));
}

test("after a crash another transfer goes on from the parts that arrived, and sends no byte of them again", async () => {
  const place = await aPlace();
  const sources = [madeFile("a.csv", 5 * PART, 1), madeFile("b.csv", 4 * PART + 9, 2), madeFile("c.csv", 77, 3)];
  await crashAfter(4, place, sources);
  const { uploads, total } = await listUnfinished(place.owner, place.datasetId);
  expect(total).toBe(uploads.length);
  const before = uploads.reduce((sum, { arrivedParts }) => sum + arrivedParts, 0);
  const beforeBytes = uploads.reduce((sum, { arrivedBytes }) => sum + arrivedBytes, 0);
  expect(before).toBeGreaterThanOrEqual(4);
  proxy.seen = { parts: 0, partBytes: 0 };

  const transfer = transferInto(place);
  const notes = new Set<string | null>();
  transfer.subscribe(() => {
    for (const { note } of transfer.getSnapshot().files) notes.add(note);
  });
  transfer.add(sources);
  const { counts, savedBytes, bytes } = await transfer.settled();
  expect(counts).toMatchObject({ done: 3, failed: 0 });
  expect(savedBytes).toBe(beforeBytes);
  expect(proxy.seen.partBytes).toBe(bytes - beforeBytes);
  expect([...notes].some((note) => note?.startsWith("Goes on at "))).toBe(true);
  await expectArrived(place, sources);
  expect(await listUnfinished(place.owner, place.datasetId)).toEqual({ uploads: [], total: 0 });
});

test("a file that changed in the middle since the crash is sent anew where it differs, never put together from both", async () => {
  const place = await aPlace();
  const before = madeFile("a.csv", 4 * PART, 1);
  await crashAfter(3, place, [before]);
  const changed = changedAt(before, PART / 2);
  const transfer = transferInto(place);
  transfer.add([changed]);
  const { counts, savedBytes, files } = await transfer.settled();
  expect(counts.done).toBe(1);
  expect(savedBytes).toBeGreaterThan(0);
  expect(files[0]?.note).toMatch(/what differs is sent again|from the start/);
  await expectArrived(place, [changed]);
});

test("a file with another beginning, end or size is another file: its upload starts from the start, and says so", async () => {
  const place = await aPlace();
  await crashAfter(2, place, [madeFile("a.csv", 3 * PART, 1)]);
  const changed = madeFile("a.csv", 3 * PART, 2);
  const transfer = transferInto(place);
  transfer.add([changed]);
  const { savedBytes, files } = await transfer.settled();
  expect(savedBytes).toBe(0);
  expect(files).toMatchObject([{ state: "done", note: "Changed since the last time; sent from the start" }]);
  await expectArrived(place, [changed]);
});

test("an empty file whose upload was not ended goes on; nobody says that it changed", async () => {
  const place = await aPlace();
  const empty = madeFile("empty.csv", 0, 1);
  await crashAfter(1, place, [empty]);
  const transfer = transferInto(place);
  transfer.add([empty]);
  const { files } = await transfer.settled();
  expect(files).toMatchObject([{ state: "done", note: null }]);
  await expectArrived(place, [empty]);
});

test("while the server is away parts in hand go on, and its return ends the transfer well", async () => {
  const place = await aPlace();
  const api = apiOf(place.owner);
  let awayUntil = 0;
  const unlessAway = <Args extends unknown[], Answer>(verb: (...args: Args) => Promise<Answer>) => {
    return async (...args: Args) => {
      if (performance.now() < awayUntil) throw new RequestFailed(0, "unreachable", "The server cannot be reached.");
      return verb(...args);
    };
  };
  const restarting = {
    registerFiles: unlessAway(api.registerFiles),
    signParts: unlessAway(api.signParts),
    completeFile: unlessAway(api.completeFile),
    cancelFile: unlessAway(api.cancelFile),
  };
  const transfer = transferInto(place, { api: restarting });
  proxy.choose = failingOnce(({ part }) => {
    if (part === 2) awayUntil = performance.now() + 1_000;
    return false;
  }, undefined);
  const sources = [madeFile("a.csv", 3 * PART, 1), madeFile("b.csv", 10, 2), madeFile("c.csv", 2 * PART, 3)];
  transfer.add(sources);
  expect((await transfer.settled()).counts).toMatchObject({ done: 3, failed: 0 });
  await expectArrived(place, sources);
});

test("a completion whose answer was lost is found done", async () => {
  const place = await aPlace();
  const api = apiOf(place.owner);
  let lost = 0;
  const forgetful = {
    ...api,
    completeFile: async (...args: Parameters<typeof api.completeFile>) => {
      const answer = await api.completeFile(...args);
      if (lost++ < 2) throw new RequestFailed(0, "unreachable", "The server cannot be reached.");
      return answer;
    },
  };
  const source = madeFile("a.csv", PART + 1, 1);
  const transfer = transferInto(place, { api: forgetful });
  transfer.add([source]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 1 });
  await expectArrived(place, [source]);
});

test("a swapped ETag is found, and mended by what the store really holds, without sending a byte again", async () => {
  const place = await aPlace();
  const source = madeFile("a.csv", 3 * PART, 1);
  proxy.choose = failingOnce(({ part }) => part === 2, { kind: "other-etag", etag: "0".repeat(32) });
  const transfer = transferInto(place);
  transfer.add([source]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 1 });
  expect(proxy.seen.partBytes).toBe(source.blob.size);
  await expectArrived(place, [source]);
});

test("a part the store said it had, and has not, is sent again alone", async () => {
  const place = await aPlace();
  const source = madeFile("a.csv", 3 * PART, 1);
  proxy.choose = failingOnce(({ part }) => part === 2, { kind: "answer", status: 200, etag: "0".repeat(32) });
  const transfer = transferInto(place);
  transfer.add([source]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 1 });
  expect(proxy.seen.partBytes).toBe(source.blob.size + PART);
  await expectArrived(place, [source]);
});

test("an upload that the store has forgotten is opened again", async () => {
  const place = await aPlace();
  const source = madeFile("a.csv", 4 * PART, 1);
  await crashAfter(2, place, [source]);
  const row = await db().sourceFile.findFirstOrThrow({ where: { datasetId: place.datasetId } });
  await abortMultipart(row.objectKey, row.uploadId ?? "");
  const transfer = transferInto(place);
  const abortOnce = failingOnce(({ part }) => part === 3, { kind: "delay", ms: 100 });
  proxy.choose = (passing) => {
    const fault = abortOnce(passing);
    if (fault) void abortAgain(place);
    return fault;
  };
  transfer.add([source]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 1 });
  await expectArrived(place, [source]);
});

async function abortAgain({ datasetId }: Place): Promise<void> {
  const { objectKey, uploadId } = await db().sourceFile.findFirstOrThrow({ where: { datasetId } });
  await abortMultipart(objectKey, uploadId ?? "");
}

test("a store that says 200 and means an error is not believed", async () => {
  const place = await aPlace();
  const source = madeFile("a.csv", PART + 5, 1);
  let refused = 0;
  const body = "<?xml version='1.0'?><Error><Code>InternalError</Code><Message>We are sorry</Message></Error>";
  proxy.choose = ({ isCompletion }) =>
    isCompletion && refused++ < 4 ? { kind: "answer", status: 200, body } : undefined;
  const transfer = transferInto(place);
  transfer.add([source]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 1 });
  expect(refused).toBeGreaterThanOrEqual(4);
  await expectArrived(place, [source]);
});

test("a store that is busy is sent less at once, later more again", async () => {
  const place = await aPlace();
  let busy = 3;
  proxy.choose = ({ part }) => (part && busy-- > 0 ? { kind: "answer", status: 503 } : undefined);
  const transfer = transferInto(place);
  const seen: number[] = [];
  transfer.subscribe(() => seen.push(transfer.getSnapshot().concurrency));
  transfer.add(Array.from({ length: 80 }, (_, index) => madeFile(`${index}.csv`, 200 + index, index)));
  const { counts, concurrency } = await transfer.settled();
  expect(counts.done).toBe(80);
  expect(concurrency).toBeGreaterThan(Math.min(...seen));
});

test("a file larger than the fingerprint's ends but of one part is sent once", async () => {
  const place = await aPlace();
  const source = madeFile("a.csv", 5 * MIB + 3, 1);
  const transfer = transferInto(place);
  transfer.add([source]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 1 });
  await expectArrived(place, [source]);
});
