import { AbortMultipartUploadCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { Probe } from "./probe.ts";

const DISCARD_MS = 1_500;

/** Takes away what a check has left in the bucket; a store that does not let it is told by another check. */
export async function discard(
  { client }: Probe,
  where: { Bucket: string; Key: string },
  UploadId?: string,
): Promise<void> {
  const options = { abortSignal: AbortSignal.timeout(DISCARD_MS) };
  const gone = UploadId ? [client.send(new AbortMultipartUploadCommand({ ...where, UploadId }), options)] : [];
  await Promise.allSettled([...gone, client.send(new DeleteObjectCommand(where), options)]);
}
