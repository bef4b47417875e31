import { crc32 } from "node:zlib";

/** What the checks write into the bucket: a file as people upload them, small enough to cost nothing. */
export const TRIAL_TEXT = "date,ticker,close\n2020-01-02,AAPL,300.35\n";

/** A CRC-32 as S3 writes it. */
export function crc32Of(text: string): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(text));
  return value.toString("base64");
}
