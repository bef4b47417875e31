import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { UPLOAD_PREFIX } from "./bucket-settings.ts";
import type { Finding } from "./contract.ts";
import { bad, good } from "./finding.ts";
import type { Probe } from "./probe.ts";
import { explainFailure, refusalName } from "./store-failure.ts";

/** Refusals that are about the key, not about what it opens. */
const ABOUT_THE_KEY = [
  ...["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "CredentialsProviderError"],
  ...["RequestTimeTooSkewed", "Unauthorized", "InvalidClientTokenId"],
];

/** What became of the first signed request: nothing to say, or why it was refused. */
export type Access = { refusal: unknown };

export async function askToList({ bucket, client, signal }: Probe): Promise<Access> {
  const command = new ListObjectsV2Command({ Bucket: bucket.name, Prefix: UPLOAD_PREFIX, MaxKeys: 1 });
  return client.send(command, { abortSignal: signal }).then(
    () => ({ refusal: undefined }),
    (refusal: unknown) => ({ refusal }),
  );
}

export function judgeCredentials({ refusal }: Access): Finding {
  if (!isAboutTheKey(refusal)) return good("The store takes what this server signs.");
  const { sentence, mend } = explainFailure(refusal);
  return bad(sentence, mend);
}

/** Not every store has S3's names for it. */
const isAboutTheKey = (refusal: unknown): boolean =>
  ABOUT_THE_KEY.includes(refusalName(refusal) ?? "") ||
  (refusal instanceof Error && /access key/i.test(refusal.message));

export function judgeBucket({ bucket }: Probe, { refusal }: Access): Finding {
  if (refusal === undefined) return good(`The bucket ${bucket.name} is there, in ${bucket.region}, and may be listed.`);
  const region = regionIn(refusal);
  if (region)
    return bad(`The bucket is in ${region}, and this server signs for ${bucket.region}.`, `Set AWS_REGION=${region}.`);
  if (refusalName(refusal) === "NoSuchBucket")
    return bad(`There is no bucket ${bucket.name}.`, "Create it, or set S3_BUCKET to the one that is meant.");
  const { sentence, mend } = explainFailure(refusal);
  return bad(`The bucket ${bucket.name} could not be listed. ${sentence}`, mend);
}

/** Where the store says the bucket is, when it was asked in another region. */
function regionIn(refusal: unknown): string | undefined {
  if (!(refusal instanceof Error)) return undefined;
  if ("Region" in refusal && typeof refusal.Region === "string") return refusal.Region;
  const told = /expecting '([a-z0-9-]+)'/.exec(refusal.message)?.[1];
  return refusal.name === "AuthorizationHeaderMalformed" ? told : undefined;
}
