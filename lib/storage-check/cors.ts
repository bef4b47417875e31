import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CRC32_HEADER } from "./bucket-settings.ts";
import type { Finding } from "./contract.ts";
import { corsFix } from "./cors-rules.ts";
import { discard } from "./discard.ts";
import { bad, good, unknown, warning } from "./finding.ts";
import { type Probe, probeObject } from "./probe.ts";
import { step } from "./store-failure.ts";
import { crc32Of, TRIAL_TEXT } from "./trial-text.ts";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether a page of this application may send parts and read what it needs of the answers: asked as its browser would. */
export async function checkCors(probe: Probe): Promise<Finding> {
  const { bucket, origin } = probe;
  if (isMixed(probe))
    return bad(
      `The pages come by https and the store is at ${bucket.endpoint}: a browser does not let one send to the other.`,
      "Put the store behind https and set S3_ENDPOINT to that address.",
    );
  const place = probeObject(probe);
  try {
    const url = await signedAddress(probe, place);
    const asked = await step("Asking as a browser does (a preflight)", preflight(probe, url));
    const missing = missingIn(asked, probe);
    if (missing) return mended(probe, `Pages at ${origin} may not send files to the bucket: ${missing}.`);
    const sent = await step(
      "Sending as a browser does",
      fetch(url, { method: "PUT", body: TRIAL_TEXT, ...heading(probe) }),
    );
    return await judgeAnswer(probe, sent.headers);
  } finally {
    await discard(probe, place);
  }
}

const wantedHeaders = ({ bucket }: Probe): string[] => (bucket.checksums ? [CRC32_HEADER] : []);

function signedAddress({ client, bucket }: Probe, place: { Bucket: string; Key: string }): Promise<string> {
  const ChecksumCRC32 = bucket.checksums ? crc32Of(TRIAL_TEXT) : undefined;
  const command = new PutObjectCommand({ ...place, ContentLength: TRIAL_TEXT.length, ChecksumCRC32 });
  return getSignedUrl(client, command, { unhoistableHeaders: new Set([CRC32_HEADER]) });
}

function preflight(probe: Probe, url: string): Promise<Response> {
  const asked = wantedHeaders(probe).join(",");
  const headers: Record<string, string> = { Origin: probe.origin, "Access-Control-Request-Method": "PUT" };
  if (asked) headers["Access-Control-Request-Headers"] = asked;
  return fetch(url, { method: "OPTIONS", headers, signal: probe.signal });
}

const heading = ({ origin, bucket, signal }: Probe) => ({
  headers: { Origin: origin, ...(bucket.checksums ? { [CRC32_HEADER]: crc32Of(TRIAL_TEXT) } : {}) },
  signal,
});

/** What a browser would miss in the answer to its preflight; undefined when nothing. */
function missingIn({ ok, headers }: Response, probe: Probe): string | undefined {
  const allowed = headers.get("access-control-allow-origin");
  if (!ok || (allowed !== "*" && allowed !== probe.origin)) return "its CORS rules do not name them";
  if (!names(headers, "access-control-allow-methods", "put")) return "its CORS rules do not allow PUT";
  const header = wantedHeaders(probe).find((name) => !names(headers, "access-control-allow-headers", name));
  return header && `its CORS rules do not allow the header ${header}`;
}

async function judgeAnswer(probe: Probe, headers: Headers): Promise<Finding> {
  if (!headers.has("access-control-allow-origin"))
    return unknown("A browser may ask to send files, but what it may read of the answer could not be seen.");
  const hides = (name: string) => !names(headers, "access-control-expose-headers", name);
  if (hides("etag")) return mended(probe, "Pages may send files, but not read the ETag of what they sent.");
  if (probe.bucket.checksums && hides(CRC32_HEADER)) {
    const sentence = `Pages may send files, but not read the checksum of what they sent (${CRC32_HEADER}).`;
    const { mend, fix } = await corsFix(probe);
    return warning(sentence, mend, fix);
  }
  return good(`Pages at ${probe.origin} may send parts with their checksum and read what the store says of them.`);
}

async function mended(probe: Probe, sentence: string): Promise<Finding> {
  const { mend, fix } = await corsFix(probe);
  return bad(sentence, mend, fix);
}

const names = (headers: Headers, header: string, name: string): boolean =>
  (headers.get(header) ?? "").split(",").some((listed) => ["*", name].includes(listed.trim().toLowerCase()));

function isMixed({ bucket, origin }: Probe): boolean {
  if (!bucket.endpoint || !origin.startsWith("https:")) return false;
  const { protocol, hostname } = new URL(bucket.endpoint);
  return protocol === "http:" && !LOOPBACK.test(hostname);
}
