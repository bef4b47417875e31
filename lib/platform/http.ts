import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { AppError } from "./errors.ts";
import { log } from "./log.ts";

const MAX_BODY_BYTES = 4 * 2 ** 20;

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/** Wraps a route handler: what it throws becomes an answer in the user's words; what nobody foresaw reaches the log with its id. */
export function handle<Context>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      return failure(error, request);
    }
  };
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

function failure(error: unknown, request: Request): Response {
  const id = randomUUID();
  const known = error instanceof AppError ? error : translated(error);
  const where = { requestId: id, method: request.method, kind: known?.kind };
  if (known && known.status < 500) log().info(where, "refused a request");
  else log().error({ ...where, err: error, cause: known?.cause }, "a request failed");
  const body = {
    kind: known?.kind ?? "unforeseen",
    message: known?.message ?? `Something unforeseen went wrong. The log has the cause under ${id}.`,
    fields: known?.fields,
    id,
  };
  return Response.json({ error: body }, { status: known?.status ?? 500 });
}

/** Postgres that is away is a state to say, not a surprise. */
function translated(error: unknown): AppError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const away = ["ECONNREFUSED", "ECONNRESET", "57P01", "57P03", "P1001", "P1017", "P2024"];
  if (typeof code !== "string" || !away.includes(code)) return undefined;
  return new AppError("database_unavailable", "The database does not answer. Try again in a moment.", { cause: error });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid JSON.", { cause });
  }
}

const manyOrOne = (values: string[]): string | string[] => (values.length === 1 ? (values[0] ?? "") : values);
