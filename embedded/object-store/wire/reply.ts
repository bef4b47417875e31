import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { S3Error } from "./s3-error.ts";
import { writeXml, type XmlDocument } from "./xml.ts";

/** The bytes of an object, in pieces; `release` is called when they are sent or nobody wants them any more. */
export type ReplyBody = { pieces: AsyncIterable<Readable>; bytes: number; release(): void };

export type Reply = { status?: number; headers?: Record<string, string>; xml?: XmlDocument; body?: ReplyBody };

export async function sendReply(
  response: ServerResponse,
  { status = 200, headers = {}, xml, body }: Reply,
): Promise<void> {
  setHeaders(response, headers);
  response.statusCode = status;
  if (body) return sendBody(response, body);
  if (xml) response.setHeader("Content-Type", "application/xml");
  response.end(xml && writeXml(xml));
}

export function sendError(response: ServerResponse, error: S3Error, resource: string, requestId: string): void {
  const { code, message, details } = error;
  const content = { Code: code, Message: message, ...details, Resource: resource, RequestId: requestId };
  const silent = response.req.method === "HEAD" || error.status === 304;
  setHeaders(response, error.headers);
  response.statusCode = error.status;
  if (!silent) response.setHeader("Content-Type", "application/xml");
  response.end(silent ? undefined : writeXml({ root: "Error", content }));
}

/** Bytes that turn out to be missing after the head is sent can only be told by breaking the connection. */
async function sendBody(response: ServerResponse, { pieces, bytes, release }: ReplyBody): Promise<void> {
  let missing = bytes;
  try {
    for await (const piece of pieces) {
      piece.on("data", (chunk: Buffer) => {
        missing -= chunk.length;
      });
      await pipeline(piece, response, { end: false });
    }
    if (missing === 0) response.end();
    else response.destroy();
  } finally {
    release();
  }
}

function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  try {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  } catch (cause) {
    throw new S3Error("InvalidArgument", "A header's value has characters that a header cannot carry.", { cause });
  }
}
