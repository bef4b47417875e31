import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { listFiles } from "#lib/upload/client.ts";
import type { FileView } from "#lib/upload/contract.ts";
import { type Application, expect } from "./fixtures.ts";
import { openStore } from "./store.ts";

/** Expects every file below the folder to be in the dataset, with the bytes and the checksum it has on the disk. */
export async function expectArrived(
  application: Application,
  datasetId: string,
  folder: string,
  names: string[],
): Promise<void> {
  const { files } = await listFiles(datasetId, application);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const open = await objectReader(application, datasetId);
  for (const name of names) {
    const path = join(folder, name);
    const stored = byPath.get(`drawer/${name}`);
    expect(stored, name).toBeDefined();
    if (!stored) continue;
    expect(stored.bytes).toBe((await stat(path)).size);
    const [source, object] = [await digestsOf(createReadStream(path)), await digestsOf(await open(stored))];
    expect(object.sha256, name).toBe(source.sha256);
    expect(stored.crc32, name).toBe(source.crc32);
  }
}

async function objectReader(
  application: Application,
  datasetId: string,
): Promise<(file: FileView) => Promise<Readable>> {
  const store = await openStore(application);
  return async ({ id }) => {
    const { Body } = await store.send(new GetObjectCommand({ Bucket: "parquetry", Key: `raw/${datasetId}/${id}` }));
    if (!(Body instanceof Readable)) throw new Error("The object cannot be read as a stream.");
    return Body;
  };
}

async function digestsOf(bytes: Readable): Promise<{ sha256: string; crc32: string }> {
  const hash = createHash("sha256");
  let sum = 0;
  await pipeline(bytes, async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      hash.update(piece);
      sum = crc32(piece, sum);
    }
  });
  const four = Buffer.alloc(4);
  four.writeUInt32BE(sum);
  return { sha256: hash.digest("hex"), crc32: four.toString("base64") };
}
