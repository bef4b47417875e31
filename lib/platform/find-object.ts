import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { asked, at, bare, isMissing, keepsChecksums, type Place, s3 } from "./s3.ts";

export interface StoredObject {
  bytes: number;
  etag: string;
  /** Of the whole object. */
  crc32?: string | null;
}

/** What lies at a place, or undefined. */
export async function findObject(place: Place): Promise<StoredObject | undefined> {
  try {
    const ChecksumMode = keepsChecksums() ? "ENABLED" : undefined;
    const head = await asked(s3().send(new HeadObjectCommand({ ...at(place), ChecksumMode })));
    const crc32 = head.ChecksumType === "FULL_OBJECT" ? (head.ChecksumCRC32 ?? null) : null;
    return { bytes: head.ContentLength ?? 0, etag: bare(head.ETag), crc32 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
