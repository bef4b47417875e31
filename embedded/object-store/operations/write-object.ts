import { checksumHeader } from "#embedded/object-store/files/checksum.ts";
import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { type Call, getBucket } from "./call.ts";
import { checkWriteConditions } from "./entity-tag.ts";
import { receiveBlob, sentAlgorithm } from "./request-body.ts";
import { readStoredHeaders } from "./stored-headers.ts";

export async function putObject(call: Call): Promise<Reply> {
  const { request } = call;
  const bucket = getBucket(call);
  const headers = readStoredHeaders(call);
  const condition = (current: ObjectRecord | undefined) => checkWriteConditions(request.headers, current);
  condition(bucket.objects.find(request.key));
  const algorithm = sentAlgorithm(call);
  const { blob, md5, checksum } = await receiveBlob(call, bucket);
  const record: ObjectRecord = {
    key: request.key,
    bytes: blob.bytes,
    etag: md5,
    modifiedAt: new Date().toISOString(),
    headers,
    checksum: algorithm && checksum ? { algorithm, type: "FULL_OBJECT", value: checksum } : undefined,
    blobs: [blob],
  };
  await bucket.publish(record, condition);
  return { headers: { ETag: `"${md5}"`, ...checksumReply(record) } };
}

export async function deleteObject(call: Call): Promise<Reply> {
  const { request } = call;
  const ifMatch = request.headers["if-match"];
  const headers: Record<string, string> = ifMatch === undefined ? {} : { "if-match": ifMatch };
  await getBucket(call).objects.remove(request.key, (current) => checkWriteConditions(headers, current));
  return { status: 204 };
}

function checksumReply({ checksum }: ObjectRecord): Record<string, string> {
  if (!checksum) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };
}
