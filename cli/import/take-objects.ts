import { failed } from "#cli/client/failure.ts";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { plural } from "#lib/platform/format.ts";
import { lookAtObjects, registerObjects } from "#lib/upload/client.ts";
import type { ObjectsTaken } from "#lib/upload/in-place/contract.ts";
import type { BucketPlace } from "#lib/upload/in-place/place-address.ts";
import { whyUnsent } from "./differs.ts";
import type { Sent } from "./send-files.ts";

/** Has objects made files of the dataset where they lie, page by page; what was taken before is passed over. Throws a sentence when there is nothing to take. */
export async function takeObjects(
  datasetId: string,
  { bucket, prefix }: BucketPlace,
  replace: boolean,
  server: Server,
  progress: Progress,
): Promise<Sent> {
  const all: Sent = { names: [], sent: 0, skipped: [], unsent: [] };
  for (let after: string | undefined; ; ) {
    const page = await registerObjects(datasetId, { bucket, prefix, after, replace }, server);
    addPage(all, page);
    progress.show(`Looking into s3://${bucket}/${prefix}: ${plural(all.names.length, "file")}`);
    if (page.next === null) break;
    after = page.next;
  }
  if (all.names.length > 0) return all;
  throw noTables({ bucket, prefix });
}

/** Throws a sentence unless there is something to take: for looking before anything is made. */
export async function requireTables({ bucket, prefix }: BucketPlace, server: Server): Promise<void> {
  for (let after: string | undefined; ; ) {
    const { tables, next } = await lookAtObjects({ bucket, prefix, after }, server);
    if (tables > 0) return;
    if (next === null) throw noTables({ bucket, prefix });
    after = next;
  }
}

const noTables = ({ bucket, prefix }: BucketPlace) =>
  failed(
    `There is no .csv, .tsv or .txt object, compressed (.gz, .zst) or not, below s3://${bucket}/${prefix}. A prefix is an object's whole key or a folder.`,
  );

function addPage(all: Sent, { registered, known, refused }: ObjectsTaken): void {
  for (const { path } of [...registered, ...known, ...refused]) all.names.push(path);
  all.sent += registered.length;
  for (const { path: name, bytes, where } of known)
    all.skipped.push({ name, bytes, note: where === name ? "Already here" : `Already here as ${where}` });
  for (const { path: name, bytes, message, differs } of refused)
    all.unsent.push({ name, bytes, failure: whyUnsent(message, differs) });
}
