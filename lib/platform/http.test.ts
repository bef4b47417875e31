import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort } from "#embedded/free-port.ts";
import { closeDatabase, db } from "./db.ts";
import { AppError } from "./errors.ts";
import { handle, readJson, readQuery } from "./http.ts";
import { Failure } from "./wire.ts";

Object.assign(process.env, {
  DATABASE_URL: `postgresql://nobody@127.0.0.1:${await freePort()}/nothing`,
  S3_BUCKET: "none",
  LOG_LEVEL: "silent",
});
afterAll(closeDatabase);

const Body = z.object({ name: z.string().min(1), parts: z.array(z.object({ number: z.number().int() })) });
const json = { "content-type": "application/json" };
const post = (body: string, headers: Record<string, string> = json) =>
  new Request("http://127.0.0.1/", { method: "POST", headers, body });

async function answerOf(handler: (request: Request) => Promise<Response>, request = new Request("http://127.0.0.1/")) {
  const response = await handle(handler)(request, undefined);
  const body: unknown = await response.json();
  return { status: response.status, body, error: Failure.safeParse(body).data?.error };
}

const answerToBody = (request: Request) =>
  answerOf(async (received) => Response.json(await readJson(received, Body)), request);

test("every answer names its request, a failed one in its body as well", async () => {
  const good = await handle(async () => Response.json({}))(new Request("http://127.0.0.1/"), undefined);
  const bad = await handle(() => Promise.reject(new Error("x")))(new Request("http://127.0.0.1/"), undefined);
  const moved = await handle(async () => Response.redirect("http://127.0.0.1/there", 307))(
    new Request("http://127.0.0.1/"),
    undefined,
  );
  const ids = [good, bad, moved].map(({ headers }) => headers.get("x-request-id"));
  expect(new Set(ids).size).toBe(3);
  expect(Failure.parse(await bad.json()).error.id).toBe(ids[1]);
  expect([moved.status, moved.headers.get("location")]).toEqual([307, "http://127.0.0.1/there"]);
});

test("what a handler answers is passed on", async () => {
  const { status, body } = await answerOf(async () => Response.json({ id: 1 }, { status: 201 }));
  expect([status, body]).toEqual([201, { id: 1 }]);
});

test.each([
  ["invalid_input", 422],
  ["unauthorized", 401],
  ["forbidden", 403],
  ["not_found", 404],
  ["conflict", 409],
  ["storage_unavailable", 503],
] as const)("a foreseen failure of kind %s is status %i with its sentence", async (kind, status) => {
  const answer = await answerOf(async () => {
    throw new AppError(kind, "A sentence for the user.", { cause: new Error("secret") });
  });
  expect(answer.status).toBe(status);
  expect(answer.error).toMatchObject({ kind, message: "A sentence for the user." });
  expect(JSON.stringify(answer.body)).not.toContain("secret");
});

test("what nobody foresaw says only where to look", async () => {
  const { status, body, error } = await answerOf(async () => {
    throw new TypeError("secret is not a function");
  });
  expect(status).toBe(500);
  expect(error?.kind).toBe("unforeseen");
  expect(error?.message).toContain(error?.id);
  expect(JSON.stringify(body)).not.toContain("secret");
});

test("a database that is away is said, not called unforeseen", async () => {
  const { status, error } = await answerOf(async () => Response.json(await db().user.count()));
  expect([status, error?.kind]).toEqual([503, "database_unavailable"]);
  const response = await handle(async () => Response.json(await db().user.count()))(post("{}"), undefined);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a good body arrives parsed", async () => {
  const { body } = await answerToBody(post(`{"name":"a","parts":[{"number":1}],"more":true}`));
  expect(body).toEqual({ name: "a", parts: [{ number: 1 }] });
});

test("every wrong field is named", async () => {
  const { status, error } = await answerToBody(post(`{"name":"","parts":[{"number":1},{"number":"2"}]}`));
  expect(status).toBe(422);
  expect(Object.keys(error?.fields ?? {})).toEqual(["name", "parts.1.number"]);
});

test.each([
  ["no JSON", post("{"), /not valid JSON/],
  ["nothing", post(""), /not valid JSON/],
  ["another kind of document", post("null"), /body/],
  ["a form", post("name=a", { "content-type": "application/x-www-form-urlencoded" }), /as application\/json/],
  ["plain text, as a foreign page could send it", post("{}", { "content-type": "text/plain" }), /as application\/json/],
  ["more than 4 MiB", post(`{"name":"${"a".repeat(4 * 2 ** 20)}"}`), /larger than 4 MiB/],
])("a body that is %s is refused in words", async (_, request, words) => {
  const { status, error } = await answerToBody(request);
  expect([status, error?.kind]).toEqual([422, "invalid_input"]);
  expect(error?.message).toMatch(words);
});

test("a query's repeated name is an array, a single one is not", async () => {
  const Query = z.object({ sector: z.array(z.string()), page: z.coerce.number() });
  const request = new Request("http://127.0.0.1/?sector=A&sector=B%26C&page=2");
  const { body } = await answerOf(async (received) => Response.json(readQuery(received, Query)), request);
  expect(body).toEqual({ sector: ["A", "B&C"], page: 2 });
});
