import { Readable } from "node:stream";
import type { User } from "#lib/platform/session.ts";
import { openObject } from "#lib/platform/storage.ts";
import { MAX_MISFITS_SHOWN, type MisfitList, REJECT_COLUMNS } from "./contract.ts";
import { listMisfits, listRejectFiles } from "./rejects/queries.ts";

export async function getMisfits(owner: User, datasetId: string): Promise<MisfitList> {
  const misfits = await listMisfits(owner.id, datasetId);
  const sorted = misfits.sort((a, b) => b.count - a.count);
  return { misfits: sorted.slice(0, MAX_MISFITS_SHOWN), total: misfits.length };
}

/** Every rejected row of a dataset as one CSV, streamed; just the header when nothing was rejected. */
export async function openRejects(
  owner: User,
  datasetId: string,
  { forExcel = false } = {},
): Promise<{ fileName: string; body: ReadableStream<Uint8Array> }> {
  const { name, keys } = await listRejectFiles(owner.id, datasetId);
  const body = Readable.toWeb(Readable.from(joined(keys, forExcel))) as ReadableStream<Uint8Array>;
  return { fileName: `${name} rejects.csv`, body };
}

/** Each part's file starts with the same header line, which is passed on once. */
async function* joined(keys: string[], forExcel: boolean): AsyncGenerator<Uint8Array> {
  const header = Buffer.from(`${REJECT_COLUMNS.join(",")}\n`);
  // Without the mark, Excel takes UTF-8 for the code page of its country.
  if (forExcel) yield Buffer.from("\uFEFF");
  yield header;
  for (const key of keys) {
    let toSkip = header.length;
    for await (const chunk of await openObject(key)) {
      const bytes: Buffer = chunk;
      yield bytes.subarray(Math.min(toSkip, bytes.length));
      toSkip = Math.max(0, toSkip - bytes.length);
    }
  }
}
