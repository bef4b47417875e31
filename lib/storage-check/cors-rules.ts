import { type CORSRule, GetBucketCorsCommand } from "@aws-sdk/client-s3";
import { uploadCors } from "./bucket-settings.ts";
import type { Fix } from "./contract.ts";
import type { Probe } from "./probe.ts";
import { settingsFile } from "./settings-file.ts";
import { refusalName } from "./store-failure.ts";

const PUT_IT = "Save this as cors.json and run the command below.";
const UNREADABLE = `${PUT_IT} It replaces all CORS rules of the bucket, and the key may not read what is there: add those first.`;
const UNSUPPORTED =
  "The store keeps no CORS rules for a bucket. Allow the origin in the store's own settings; docs/storage.md names them.";

/** The CORS settings that let this application's pages in and keep everybody else's rules. */
export async function corsFix(probe: Probe): Promise<{ mend: string; fix: Fix | null }> {
  const rules = await readRules(probe);
  if (rules === "unsupported") return { mend: UNSUPPORTED, fix: null };
  const others =
    rules === "unreadable" ? [] : rules.filter(({ AllowedOrigins }) => !isOnly(AllowedOrigins, probe.origin));
  // The first rule that fits is the one that counts, so ours comes before those it must win over.
  const settings = { CORSRules: [uploadCors([probe.origin]), ...others] };
  const fix = settingsFile(probe.bucket, {
    ...{ fileName: "cors.json", verb: "put-bucket-cors", option: "cors-configuration" },
    settings,
  });
  return { mend: rules === "unreadable" ? UNREADABLE : PUT_IT, fix };
}

async function readRules({ client, bucket, signal }: Probe): Promise<CORSRule[] | "unreadable" | "unsupported"> {
  try {
    const { CORSRules = [] } = await client.send(new GetBucketCorsCommand({ Bucket: bucket.name }), {
      abortSignal: signal,
    });
    return CORSRules;
  } catch (error) {
    const name = refusalName(error);
    if (name === "NoSuchCORSConfiguration") return [];
    return name === "NotImplemented" ? "unsupported" : "unreadable";
  }
}

const isOnly = (origins: string[] = [], origin: string): boolean => origins.every((named) => named === origin);
