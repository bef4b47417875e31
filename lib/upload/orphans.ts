import { env } from "#lib/platform/env.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import { abortMultipart, deletePrefix, listObjects, listUploads } from "#lib/platform/storage.ts";
import { findNameless, type Lying } from "./queries.ts";

const RAW = "raw/";
const AT_ONCE = 16;
/** Long: a database that was restored does not know the files that came after its backup. */
const REST_MS = 30 * 86_400_000;

/**
 * Removes the objects and unfinished uploads of files that are gone: a server that dies after a file took another one's
 * place cannot delete the old bytes any more. Only where a dataset of this database keeps its files, only what no file
 * names and has lain there for so long. A row is older than what lies under its name: what has none will never get one.
 */
export async function sweepOrphans(olderThanMs = REST_MS): Promise<{ objects: number; uploads: number }> {
  const uploads = await namelessUploads(olderThanMs);
  for (const { key, uploadId } of uploads) await abortMultipart(key, uploadId);
  let objects = 0;
  for (let after: string | undefined; ; ) {
    const page = await listObjects(env().S3_BUCKET, RAW, after);
    const lying = page.objects.flatMap(({ key, modified }) => placed({ key, since: modified }));
    const nameless = [...(await findNameless(lying, olderThanMs))];
    for (let from = 0; from < nameless.length; from += AT_ONCE) {
      const deleted = await Promise.all(nameless.slice(from, from + AT_ONCE).map(deletePrefix));
      objects += deleted.reduce((sum, count) => sum + count, 0);
    }
    if (page.next === null) return { objects, uploads: uploads.length };
    after = page.next;
  }
}

async function namelessUploads(olderThanMs: number) {
  const uploads = await listUploads(RAW);
  const nameless = await findNameless(uploads.flatMap(placed), olderThanMs);
  return uploads.filter(({ key }) => nameless.has(key));
}

/** Nothing when a key is none of a file's: raw/, the dataset's id, the file's id. */
function placed({ key, since }: { key: string; since: Date | null }): Lying[] {
  const [, datasetId = "", fileId = "", ...more] = key.split("/");
  return since && isRowId(datasetId) && isRowId(fileId) && more.length === 0 ? [{ key, datasetId, since }] : [];
}
