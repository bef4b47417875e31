import { crc32 } from "node:zlib";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  UploadPartCommand,
  type UploadPartCommandInput,
} from "@aws-sdk/client-s3";
import type { BucketUnderTest } from "./bucket-under-test.ts";

/** The smallest part that may stand before another one. */
export const PART_BYTES = 5 * 2 ** 20;

/** A CRC-32 as S3 writes it. */
export const crc32Of = (...pieces: (Buffer | string)[]): string =>
  crc32Base64(pieces.reduce((sum, piece) => crc32(piece, sum), 0));

export function crc32Base64(sum: number): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(sum);
  return value.toString("base64");
}

/** A multipart upload in progress. */
export class UploadUnderTest {
  readonly bucket: BucketUnderTest;
  readonly name: string;
  readonly id: string;

  constructor(bucket: BucketUnderTest, name: string, id: string) {
    this.bucket = bucket;
    this.name = name;
    this.id = id;
  }

  get where() {
    return { ...this.bucket.at(this.name), UploadId: this.id };
  }

  async send(
    PartNumber: number,
    Body: UploadPartCommandInput["Body"],
    more: Partial<UploadPartCommandInput> = {},
  ): Promise<CompletedPart> {
    const command = new UploadPartCommand({ ...this.where, PartNumber, Body, ...more });
    const { ETag } = await this.bucket.client.send(command);
    return { PartNumber, ETag };
  }

  complete(Parts: CompletedPart[], more: Partial<CompleteMultipartUploadCommandInput> = {}) {
    const command = new CompleteMultipartUploadCommand({ ...this.where, MultipartUpload: { Parts }, ...more });
    return this.bucket.client.send(command);
  }

  abort() {
    return this.bucket.client.send(new AbortMultipartUploadCommand(this.where));
  }
}

export async function beginUpload(
  bucket: BucketUnderTest,
  name: string,
  more: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<UploadUnderTest> {
  const { UploadId = "" } = await bucket.client.send(new CreateMultipartUploadCommand({ ...bucket.at(name), ...more }));
  return new UploadUnderTest(bucket, name, UploadId);
}
