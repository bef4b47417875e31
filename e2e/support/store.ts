import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import type { Application } from "./fixtures.ts";

const StoreSettings = z.object({ storePort: z.number(), accessKeyId: z.string(), secretAccessKey: z.string() });

/** The store that the application under test started for itself. */
export async function openStore({ dataDir }: Application): Promise<S3Client> {
  const settings = StoreSettings.parse(JSON.parse(await readFile(join(dataDir, "settings.json"), "utf8")));
  const { accessKeyId, secretAccessKey } = settings;
  return new S3Client({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${settings.storePort}`,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
}
