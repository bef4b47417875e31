import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CRC32_HEADER } from "./bucket-settings.ts";
import type { Finding } from "./contract.ts";
import { discard } from "./discard.ts";
import { bad, good, warning } from "./finding.ts";
import { type Probe, probeObject } from "./probe.ts";
import { explainFailure, statusOf, step } from "./store-failure.ts";
import { crc32Of, TRIAL_TEXT } from "./trial-text.ts";

const OTHER = TRIAL_TEXT.replace("300", "400");
const WITHOUT = "Set S3_CHECKSUMS=off: parts are then held to their size and ETag alone.";
const WHOLE = { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" } as const;

interface TrialUpload {
  where: { Bucket: string; Key: string; UploadId: string };
  ChecksumCRC32: string | undefined;
}

/** Sends a small file exactly as the application does: in a part that is bound to its checksum, completed once. */
export async function checkMultipart(probe: Probe): Promise<Finding> {
  const { bucket } = probe;
  const place = probeObject(probe);
  const started = await startUpload(probe, place);
  if ("finding" in started) return started.finding;
  try {
    const upload = {
      where: { ...place, UploadId: started.uploadId },
      ChecksumCRC32: bucket.checksums ? crc32Of(TRIAL_TEXT) : undefined,
    };
    const isProven = await sendPart(probe, upload);
    const isKept = await complete(probe, upload);
    if (!bucket.checksums)
      return warning(
        "A file was sent in parts, but checksums are switched off (S3_CHECKSUMS=off).",
        "Nothing proves that what arrived is what was sent. Set S3_CHECKSUMS=on if the store knows CRC-32 checksums of whole objects.",
      );
    if (!isProven) return warning("The store takes a part that differs from its checksum.", WITHOUT);
    if (!isKept) return warning("The store does not say the checksums of what it holds.", WITHOUT);
    return good("A file was sent in parts: each held to its length and checksum, the whole to its CRC-32 and size.");
  } finally {
    await discard(probe, place, started.uploadId);
  }
}

async function startUpload(
  probe: Probe,
  place: { Bucket: string; Key: string },
): Promise<{ uploadId: string } | { finding: Finding }> {
  const { bucket, client, signal } = probe;
  const kept = bucket.checksums ? WHOLE : {};
  try {
    const command = new CreateMultipartUploadCommand({ ...place, ContentType: "text/csv", ...kept });
    return { uploadId: (await client.send(command, { abortSignal: signal })).UploadId ?? "" };
  } catch (error) {
    const isAboutChecksums = bucket.checksums && [400, 501].includes(statusOf(error) ?? 0);
    if (!isAboutChecksums) return step("Starting an upload in parts", Promise.reject(error));
    const { sentence } = explainFailure(error);
    return {
      finding: bad(`The store does not start an upload with the CRC-32 of a whole object. ${sentence}`, WITHOUT),
    };
  }
}

/** Resolves to whether the store refused a part that its checksum disowned. */
async function sendPart(probe: Probe, { where, ChecksumCRC32 }: TrialUpload): Promise<boolean> {
  const command = new UploadPartCommand({ ...where, PartNumber: 1, ContentLength: TRIAL_TEXT.length, ChecksumCRC32 });
  const url = await getSignedUrl(probe.client, command, { unhoistableHeaders: new Set([CRC32_HEADER]) });
  const headers: Record<string, string> = ChecksumCRC32 ? { [CRC32_HEADER]: ChecksumCRC32 } : {};
  const put = async (body: string) => {
    const answer = await fetch(url, { method: "PUT", body, headers, signal: probe.signal });
    const code = /<Code>(.*?)<\/Code>/.exec(await answer.text())?.[1] ?? `Status${answer.status}`;
    if (!answer.ok) throw Object.assign(new Error(`the store said ${code}`), { name: code });
  };
  const isTaken =
    ChecksumCRC32 !== undefined &&
    (await put(OTHER).then(
      () => true,
      () => false,
    ));
  await step("Sending a part to its signed address", put(TRIAL_TEXT));
  return !isTaken;
}

/** Resolves to whether the store said the checksum of the part and of the whole. */
async function complete({ client, signal }: Probe, { where, ChecksumCRC32 }: TrialUpload): Promise<boolean> {
  const options = { abortSignal: signal };
  const { Parts = [] } = await step("Listing parts", client.send(new ListPartsCommand(where), options));
  const MultipartUpload = { Parts: Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag, ChecksumCRC32 })) };
  const whole = ChecksumCRC32 ? { ChecksumCRC32, ChecksumType: WHOLE.ChecksumType } : {};
  const conditions = { MpuObjectSize: TRIAL_TEXT.length, IfNoneMatch: "*", ...whole };
  const completion = new CompleteMultipartUploadCommand({ ...where, MultipartUpload, ...conditions });
  await step("Completing an upload", client.send(completion, options));
  const { Bucket, Key } = where;
  const head = new HeadObjectCommand({ Bucket, Key, ...(ChecksumCRC32 ? { ChecksumMode: "ENABLED" } : {}) });
  const found = await step("Looking at a completed upload", client.send(head, options));
  return Parts[0]?.ChecksumCRC32 === ChecksumCRC32 && found.ChecksumCRC32 === ChecksumCRC32;
}
