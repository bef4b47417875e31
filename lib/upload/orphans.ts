import { env } from "#lib/platform/env.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import { abortMultipart, deletePrefix, listObjects, listUploads } from "#lib/platform/storage.ts";
import { inLanes } from "./lanes.ts";
import { findOrphans } from "./queries.ts";

const RAW = "raw/";
const AT_ONCE = 16;
/** Long: a database that was restored does not know the files that came after its backup. */
const REST_MS = 30 * 86_400_000;

/**
 * Removes objects and unfinished uploads that nobody else will: of a file that another took the place of when its server
 * died, or whose opening was answered to nobody. Only where a dataset of this database keeps its files, only what no file
 * names or waits for, only after a rest. A row is older than what lies under its name: what has none gets none.
 */
export async function sweepOrphans(olderThanMs = REST_MS): Promise<{ objects: number; uploads: number }> {
  const uploads = await findOrphans((await listUploads(RAW)).flatMap(placed), olderThanMs);
  await inLanes(AT_ONCE, uploads, ({ key, uploadId }) => abortMultipart(key, uploadId));
  let objects = 0;
  for (let after: string | undefined; ; ) {
    const page = await listObjects(env().S3_BUCKET, RAW, after);
    const lying = page.objects.flatMap(({ key, modified }) => placed({ key, since: modified, uploadId: null }));
    await inLanes(AT_ONCE, await findOrphans(lying, olderThanMs), async ({ key }) => {
      const deleted = await deletePrefix(key);
      objects += deleted;
    });
    if (page.next === null) return { objects, uploads: uploads.length };
    after = page.next;
  }
}

/** Nothing when a key is none of a file's: raw/, the dataset's id, the file's id. */
function placed<Any extends { key: string; since: Date | null }>({ since, ...lying }: Any) {
  const [, datasetId = "", fileId = "", ...more] = lying.key.split("/");
  return since && isRowId(datasetId) && isRowId(fileId) && more.length === 0 ? [{ ...lying, datasetId, since }] : [];
}
