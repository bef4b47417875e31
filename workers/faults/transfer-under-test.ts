import { expect } from "vitest";
import { db } from "#lib/platform/db.ts";
import { listUploads, openObject } from "#lib/platform/storage.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { sweepOrphans } from "#lib/upload/orphans.ts";
import { putInNode } from "#lib/upload/put-in-node.ts";
import { madeFile, PART, sumsOf } from "#lib/upload/sources-under-test.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import { apiOf, emptyDataset, someone } from "#lib/upload/uploads-under-test.ts";

/** As if whatever lies in the store had lain there for ever. */
const AT_ONCE_MS = -60_000;

/** Sends files of several parts while something happens; every byte has to be there in the end, once. */
export async function sendWhile(seed: number, happens: () => Promise<void> = async () => {}): Promise<void> {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const sources = [madeFile("a.csv", 3 * PART, seed), madeFile("b.csv", PART + 7, seed + 1), madeFile("c.csv", 99, 3)];
  const effects = { api: apiOf(owner), put: putInNode, crc32: crc32InNode, pauseMs: () => 50, patienceMs: 60_000 };
  const transfer = new Transfer(datasetId, effects);
  transfer.add(sources);
  const [{ counts, files }] = await Promise.all([transfer.settled(), happens()]);
  expect(counts, JSON.stringify(files)).toMatchObject({ done: 3, failed: 0 });
  for (const { path, blob } of sources) {
    const row = await db().sourceFile.findFirstOrThrow({ where: { datasetId, path } });
    const wanted = await sumsOf(blob.stream());
    expect(row).toMatchObject({ state: "uploaded", crc32: wanted.crc32 });
    expect(await sumsOf(await openObject(row.objectKey))).toEqual(wanted);
  }
  await sweepOrphans(AT_ONCE_MS);
  expect(await listUploads(`raw/${datasetId}/`)).toEqual([]);
}
