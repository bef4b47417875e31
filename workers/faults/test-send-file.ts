import { uploadFile } from "#lib/platform/storage.ts";

/** What a worker does with a part that it has made, for a test that kills it meanwhile. */
const [path = "", key = ""] = process.argv.slice(2);
await uploadFile(path, key, "application/vnd.apache.parquet");
