import { ListMultipartUploadsCommand, ListPartsCommand, type MultipartUpload } from "@aws-sdk/client-s3";
import { formatBytes, formatCount, plural } from "#lib/platform/format.ts";
import { PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";
import { UPLOAD_PREFIX } from "./bucket-settings.ts";
import type { Finding } from "./contract.ts";
import { good, warning } from "./finding.ts";
import type { Probe } from "./probe.ts";
import { step } from "./store-failure.ts";

const DAY_MS = 86_400_000;
const MAX_PAGES = 5;
const MAX_WEIGHED = 50;
const SIDE_BY_SIDE = 8;

/** Whether parts lie in the bucket of uploads that nobody can go on with any more, and how much they weigh. */
export async function checkAbandoned(probe: Probe): Promise<Finding> {
  const { uploads, isAll } = await listUploads(probe);
  const oldest = Date.now() - PAUSED_UPLOAD_DAYS * DAY_MS;
  const abandoned = uploads.filter(({ Initiated }) => Initiated && Initiated.getTime() < oldest);
  if (abandoned.length === 0) return good(`No upload was abandoned; ${underWayWords(uploads.length, isAll)}.`);
  const { bytes, isWhole } = await weigh(probe, abandoned);
  const count = plural(abandoned.length, "unfinished upload");
  return warning(
    `${isAll ? "" : "At least "}${count} of ${isWhole ? "" : "at least "}${formatBytes(bytes)} began more than ${PAUSED_UPLOAD_DAYS} days ago.`,
    "Their parts are paid for and of no use. The clean-up rule removes them within a day; so does the application's own sweep.",
  );
}

function underWayWords(count: number, isAll: boolean): string {
  if (count < 2) return `${count === 0 ? "none" : "one"} is under way`;
  return `${isAll ? "" : "at least "}${formatCount(count)} are under way`;
}

async function listUploads({ client, bucket, signal }: Probe): Promise<{ uploads: MultipartUpload[]; isAll: boolean }> {
  const uploads: MultipartUpload[] = [];
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (let page = 0; page < MAX_PAGES; page++) {
    const command = new ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix: UPLOAD_PREFIX, ...marker });
    const found = await step("Listing unfinished uploads", client.send(command, { abortSignal: signal }));
    uploads.push(...(found.Uploads ?? []));
    if (!found.IsTruncated) return { uploads, isAll: true };
    marker = { KeyMarker: found.NextKeyMarker, UploadIdMarker: found.NextUploadIdMarker };
  }
  return { uploads, isAll: false };
}

/** The bytes in the first thousand parts of the first uploads. */
async function weigh(probe: Probe, uploads: MultipartUpload[]): Promise<{ bytes: number; isWhole: boolean }> {
  const waiting = uploads.slice(0, MAX_WEIGHED);
  const weight = { bytes: 0, isWhole: uploads.length <= MAX_WEIGHED };
  const weigher = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { bytes, isWhole } = await weighOne(probe, next);
      weight.bytes += bytes;
      weight.isWhole &&= isWhole;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, weigher));
  return weight;
}

/** An upload that ended in the meantime weighs nothing. */
async function weighOne({ client, bucket, signal }: Probe, { Key, UploadId }: MultipartUpload) {
  const command = new ListPartsCommand({ Bucket: bucket.name, Key, UploadId });
  const found = await client.send(command, { abortSignal: signal }).catch(() => undefined);
  const bytes = (found?.Parts ?? []).reduce((sum, { Size = 0 }) => sum + Size, 0);
  return { bytes, isWhole: found !== undefined && !found.IsTruncated };
}
