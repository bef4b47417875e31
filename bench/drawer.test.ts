import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { choosePartBytes, planParts } from "#lib/upload/part-plan.ts";
import { emptyDataset, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { type Drawer, openDrawer, wholeCrc32 } from "./drawer.ts";
import { type DrawerReport, simulateDrawer } from "./drawer-walk.ts";

withUploadServices();

/** A twentieth of the drawer, with files of every size in it; `bench drawer` sends all of it. */
const SHARE = 0.05;
const PART = 16 * 2 ** 20;

let drawer: Drawer;
let report: DrawerReport;
beforeAll(async () => {
  drawer = await openDrawer(SHARE);
  const owner = await someone();
  datasetId = await emptyDataset(owner);
  report = await simulateDrawer(drawer, owner, [await emptyDataset(owner), datasetId]);
}, 300_000);
afterAll(() => drawer.close());

let datasetId: string;
const partCount = () =>
  drawer.sources.reduce((total, { blob }) => total + planParts(blob.size, choosePartBytes(blob.size)).partCount, 0);

test("the drawer fills the line, with few requests beside its parts", () => {
  const { files, bytes, lineSeconds, sent } = report;
  expect(sent.counts).toMatchObject({ done: files, failed: 0 });
  expect(sent.asked).toMatchObject({
    puts: partCount(),
    partsSigned: partCount(),
    putBytes: bytes,
    completions: files,
  });
  expect(sent.asked.largestPart).toBe(PART);
  expect(sent.asked.registrations).toBeLessThan(files);
  expect(sent.asked.signatures).toBeLessThan(partCount() / 8);
  expect(sent.seconds).toBeLessThan(lineSeconds * 1.01);
  expect(sent.sentAgainBytes).toBe(0);
});

test("through a bad week it is in every state, sends little twice, and loses nothing", () => {
  const { files, bytes, walk } = report;
  const [first, second, third, fourth] = walk.chapters;
  expect(walk.states).toEqual(expect.arrayContaining(["waiting", "sending", "paused", "offline", "done", "skipped"]));
  expect(walk.fewestAtOnce).toBeLessThan(6);
  expect(first?.sentAgainBytes).toBeGreaterThan(0);
  expect(first?.sentAgainBytes).toBeLessThan((12 + 12 + 20) * PART);
  expect(second?.counts.skipped).toBeGreaterThan(0);
  expect(second?.savedBytes).toBeGreaterThan(bytes * 0.4);
  expect(walk.swept).toBeGreaterThan(0);
  expect(third?.counts).toMatchObject({ waiting: 0, sending: 0, cancelled: 0 });
  // A file that was rewritten after it had arrived is refused by its name, and nothing else is.
  const refused = third?.counts.failed ?? 0;
  expect(refused).toBeLessThanOrEqual(Math.ceil(files / 50));
  expect(fourth?.counts).toMatchObject({ skipped: files - refused, failed: refused });
  expect(fourth?.asked).toMatchObject({ puts: 0, signatures: 0, completions: 0 });
});

test("every file of it lies in the store with its own checksum, and nothing half-sent is left", async () => {
  const { files, walk } = report;
  const rows = await db().sourceFile.findMany({ where: { datasetId, state: "uploaded" } });
  expect(rows).toHaveLength(files);
  expect(drawer.store.objects.size).toBe(2 * files);
  expect(drawer.store.uploads.size).toBe(0);
  const wanted = new Map([...drawer.sources, ...walk.sent].map((source) => [wholeCrc32(source), source]));
  for (const { path, bytes, crc32 } of rows)
    expect(wanted.get(crc32 ?? "")).toMatchObject({ path, blob: { size: Number(bytes) } });
});
