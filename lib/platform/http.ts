import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { isDatabaseAway } from "./db-failure.ts";
import { AppError } from "./errors.ts";
import { inContext, log } from "./log.ts";
import { metrics } from "./metrics.ts";

const MAX_BODY_BYTES = 4 * 2 ** 20;
const RETRY_AFTER_SECONDS = "5";

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/** Wraps a route handler: what it throws becomes an answer in the user's words; what nobody foresaw reaches the log with the request's id. */
export function handle<Context>(handler: Handler<Context>): Handler<Context> {
  return (request, context) => {
    const id = randomUUID();
    return inContext({ request: id }, async () => {
      const begun = performance.now();
      const response = await answer(handler, request, context, id);
      const line = { method: request.method, path: new URL(request.url).pathname, status: response.status };
      const ms = Math.round(performance.now() - begun);
      countRequest(request.method, response.status, ms);
      // Pages ask again and again: only what changes something is news.
      log()[request.method === "GET" ? "debug" : "info"]({ ...line, ms }, "answered a request");
      return withId(response, id);
    });
  };
}

function countRequest(method: string, status: number, ms: number): void {
  const { requests, requestSeconds } = metrics();
  requests.inc({ method, status });
  requestSeconds.observe({ method }, ms / 1_000);
}

async function answer<Context>(handler: Handler<Context>, request: Request, context: Context, id: string) {
  try {
    return await handler(request, context);
  } catch (error) {
    return failure(error, request, id);
  }
}

/** A redirect's headers cannot be changed, so the answer is made anew. */
function withId({ body, status, headers }: Response, id: string): Response {
  const named = new Headers(headers);
  named.set("x-request-id", id);
  return new Response(body, { status, headers: named });
}

/** The body, checked; invalid_input names each field that is wrong. */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.infer<Schema>> {
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    throw new AppError("invalid_input", "Send the body as application/json.");
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES)
    throw new AppError("invalid_input", "The request is larger than 4 MiB. Send it in smaller batches.");
  return parsed(schema, parseJson(text));
}

/** A CSV body of at most so many bytes, as text. */
export async function readCsvText(request: Request, maxBytes: number): Promise<string> {
  if (!request.headers.get("content-type")?.startsWith("text/csv"))
    throw new AppError("invalid_input", "Send the body as text/csv.");
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBytes)
    throw new AppError("invalid_input", `The file is larger than ${maxBytes / 2 ** 20} MiB. Send it in parts.`);
  if (!isUtf8(bytes))
    throw new AppError("invalid_input", "The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.");
  return new TextDecoder().decode(bytes);
}

/** An answer in JSON that a browser saves under a name. */
export const jsonFile = (content: unknown, fileName: string): Response =>
  new Response(`${JSON.stringify(content, undefined, 2)}\n`, {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });

/** The query string, checked. A name that occurs several times comes as an array. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.infer<Schema> {
  const { searchParams } = new URL(request.url);
  const names = [...new Set(searchParams.keys())];
  return parsed(schema, Object.fromEntries(names.map((name) => [name, manyOrOne(searchParams.getAll(name))])));
}

function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = Object.fromEntries(
    result.error.issues.map((issue) => [issue.path.join(".") || "body", issue.message]),
  );
  const words = Object.entries(fields).map(([field, complaint]) => `${field}: ${complaint}`);
  throw new AppError("invalid_input", `The request is not valid. ${words.join("; ")}`, { fields });
}

function failure(error: unknown, request: Request, id: string): Response {
  const known = error instanceof AppError ? error : translated(error);
  const where = { method: request.method, kind: known?.kind };
  if (known && known.status < 500) log().info(where, "refused a request");
  else log().error({ ...where, err: error, cause: known?.cause }, "a request failed");
  const body = {
    kind: known?.kind ?? "unforeseen",
    message: known?.message ?? `Something unforeseen went wrong. The log has the cause under ${id}.`,
    fields: known?.fields,
    id,
  };
  const headers = known?.status === 503 ? { "retry-after": RETRY_AFTER_SECONDS } : undefined;
  return Response.json({ error: body }, { status: known?.status ?? 500, headers });
}

/** Postgres that is away is a state to say, not a surprise. */
const translated = (error: unknown): AppError | undefined =>
  isDatabaseAway(error)
    ? new AppError("database_unavailable", "The database does not answer. Try again in a moment.", { cause: error })
    : undefined;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid JSON.", { cause });
  }
}

const manyOrOne = (values: string[]): string | string[] => (values.length === 1 ? (values[0] ?? "") : values);
