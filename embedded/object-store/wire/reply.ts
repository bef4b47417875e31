import type { ServerResponse } from "node:http";
import { S3Error } from "./s3-error.ts";
import { writeXml, type XmlDocument } from "./xml.ts";

/** The bytes of an object, each chunk good until the next one is asked for; `release` is called when they are sent or nobody wants them any more. */
export type ReplyBody = { chunks: AsyncIterable<Buffer>; bytes: number; release(): void };

export type Reply = { status?: number; headers?: Record<string, string>; xml?: XmlDocument; body?: ReplyBody };

export async function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  const { status = 200, headers = {}, xml, body } = reply;
  try {
    setHeaders(response, headers);
    response.statusCode = status;
    if (xml) response.setHeader("Content-Type", "application/xml");
    if (body) await sendBody(response, body);
    else response.end(xml && writeXml(xml));
  } finally {
    body?.release();
  }
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

/** Reads the first bytes before the head is sent: what fails later can only be told by breaking the connection. */
async function sendBody(response: ServerResponse, { chunks, bytes }: ReplyBody): Promise<void> {
  let missing = bytes;
  for await (const chunk of chunks) {
    missing -= chunk.length;
    await sendChunk(response, chunk);
  }
  if (missing !== 0) throw new Error(`An object misses ${missing} of its bytes.`);
  response.end();
}

/** Resolves when the bytes are handed on, so that their buffer may be used again. */
function sendChunk(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("The client went away."));
    if (response.destroyed) return gone();
    response.once("close", gone);
    response.write(chunk, (error) => {
      response.off("close", gone);
      if (error) reject(error);
      else resolve();
    });
  });
}

function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  try {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  } catch (cause) {
    throw new S3Error("InvalidArgument", "A header's value has characters that a header cannot carry.", { cause });
  }
}
