import { Readable } from "node:stream";
import type { User } from "#lib/platform/session.ts";
import { openObject } from "#lib/platform/storage.ts";
import { REJECT_COLUMNS } from "./contract.ts";
import { listRejectFiles } from "./queries.ts";

/** Every rejected row of a dataset as one CSV, streamed; just the header when nothing was rejected. */
export async function openRejects(
  owner: User,
  datasetId: string,
): Promise<{ fileName: string; body: ReadableStream<Uint8Array> }> {
  const { name, keys } = await listRejectFiles(owner.id, datasetId);
  const body = Readable.toWeb(Readable.from(joined(keys))) as ReadableStream<Uint8Array>;
  return { fileName: `${name} rejects.csv`, body };
}

/** Each part's file starts with the same header line, which is passed on once. */
async function* joined(keys: string[]): AsyncGenerator<Uint8Array> {
  const header = Buffer.from(`${REJECT_COLUMNS.join(",")}\n`);
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
