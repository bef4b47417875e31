import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Endpoint } from "./endpoint-under-test.ts";

export type Signatory = Pick<Endpoint, "region" | "credentials">;

export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  signedAt?: Date;
  /** What x-amz-content-sha256 says. */
  payload?: string;
}

/** Sends one request signed in its headers, without the SDK. */
export async function sendSigned(by: Signatory, url: string, sending: Sending = {}): Promise<Response> {
  const { method = "GET", body } = sending;
  const headers = await signHeaders(by, url, sending);
  delete headers.host;
  return fetch(url, { method, headers, body });
}

export async function signHeaders(by: Signatory, url: string, sending: Sending): Promise<Record<string, string>> {
  const { method = "GET", headers = {}, signedAt = new Date(), payload = "UNSIGNED-PAYLOAD" } = sending;
  const { host, pathname, hostname, protocol, searchParams } = new URL(url);
  const query = Object.fromEntries(searchParams);
  const request = { method, protocol, hostname, path: pathname, query };
  const signed = await newSigner(by).sign(
    { ...request, headers: { ...headers, host, "x-amz-content-sha256": payload } },
    { signingDate: signedAt },
  );
  return signed.headers;
}

export function newSigner({ region, credentials }: Signatory): SignatureV4 {
  return new SignatureV4({ service: "s3", region, credentials, sha256: Sha256, uriEscapePath: false });
}

/** The code in S3's XML error. */
export async function errorCode(response: Response): Promise<string | undefined> {
  return /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
}
