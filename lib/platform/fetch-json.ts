import type { z } from "zod";
import { Failure } from "./wire.ts";

/** A request that the server refused, in the server's words. */
export class RequestFailed extends Error {
  readonly kind: string;
  readonly status: number;

  constructor(status: number, kind: string, message: string) {
    super(message);
    this.name = "RequestFailed";
    this.status = status;
    this.kind = kind;
  }
}

export interface FetchOptions {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  /** Sent as it is, in the place of a body in JSON. */
  csv?: string | Blob;
  signal?: AbortSignal;
}

/** Where the server is and who asks; a browser needs neither. */
export interface Server {
  url: string;
  token: string | undefined;
}

/** One request, its answer checked against the contract. Throws RequestFailed with a sentence for the user. */
export async function fetchJson<Schema extends z.ZodType>(
  path: string,
  answer: Schema,
  options: FetchOptions = {},
  server?: Server,
): Promise<z.infer<Schema>> {
  const response = await fetchResponse(path, options, server);
  return answer.parse(await bodyOf(response));
}

/** One request, its answer as it comes: for downloads. Throws RequestFailed with a sentence for the user. */
export async function fetchResponse(path: string, options: FetchOptions = {}, server?: Server): Promise<Response> {
  const response = await send(path, options, server);
  if (response.ok) return response;
  const failure = Failure.safeParse(await bodyOf(response));
  if (failure.success) throw new RequestFailed(response.status, failure.data.error.kind, failure.data.error.message);
  throw new RequestFailed(response.status, "unforeseen", `The server answered with status ${response.status}.`);
}

const bodyOf = async (response: Response): Promise<unknown> =>
  response.status === 204 ? undefined : response.json().catch(() => undefined);

async function send(
  path: string,
  { method = "GET", body, csv, signal }: FetchOptions,
  server?: Server,
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (csv !== undefined) headers["content-type"] = "text/csv";
  if (server?.token) headers.authorization = `Bearer ${server.token}`;
  try {
    return await fetch(server ? new URL(path, server.url) : path, {
      method,
      headers,
      body: csv ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestFailed(
      0,
      "unreachable",
      `The server${server ? ` at ${server.url}` : ""} cannot be reached. Is it running?`,
    );
  }
}
