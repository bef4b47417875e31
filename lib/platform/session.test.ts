import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "./db.ts";
import { localUser, requireUser } from "./session.ts";

const TOKEN = "a-token-of-the-command-line";

withServices();
beforeAll(() => {
  process.env.PARQUETRY_TOKEN = TOKEN;
});

const HOST = "127.0.0.1:3000";
const ask = (method: string, headers: Record<string, string>) =>
  requireUser(new Request("http://placeholder/api/datasets", { method, headers }));

test.each(["localhost", "localhost:3000", "LocalHost:3000", "127.0.0.1:3000", "127.9.9.9", "[::1]:3000"])(
  "a read from this machine as %s is the local user's",
  async (host) => {
    expect(await ask("GET", { host })).toEqual(await localUser());
  },
);

test.each([
  "",
  "example.com",
  "192.168.0.7:3000",
  "localhost.example.com",
  "127.0.0.1.example.com",
  "example.com:127",
  "127.0.0.1:3000@example.com",
  "0.0.0.0:3000",
  "[::]:3000",
])("a name that is not this machine's, as %j, is refused even with the right token", async (host) => {
  for (const method of ["GET", "POST"])
    await expect(
      ask(method, { host, origin: `http://${host}`, authorization: `Bearer ${TOKEN}` }),
    ).rejects.toMatchObject({ kind: "forbidden", status: 403 });
});

test.each(["POST", "PUT", "PATCH", "DELETE"])("%s from our own pages is the local user's", async (method) => {
  expect(await ask(method, { host: HOST, origin: `http://${HOST}` })).toEqual(await localUser());
});

test.each([
  ["no Origin", {}],
  ["another site", { origin: "https://example.com" }],
  ["another port of this machine", { origin: "http://127.0.0.1:3001" }],
  ["another name of this machine", { origin: "http://localhost:3000" }],
  ["a sandboxed page", { origin: "null" }],
  ["no address at all", { origin: "x" }],
  ["a name that starts like ours", { origin: `http://${HOST}.example.com` }],
  ["a forwarded host", { origin: "https://example.com", "x-forwarded-host": "example.com" }],
])("a change from %s is refused", async (_, headers) => {
  for (const method of ["POST", "DELETE"])
    await expect(ask(method, { host: HOST, ...headers })).rejects.toMatchObject({ kind: "forbidden" });
});

test("the command line's token stands in for an Origin", async () => {
  expect(await ask("POST", { host: HOST, authorization: `Bearer ${TOKEN}` })).toEqual(await localUser());
});

test.each(["wrong", `${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase()])("the token %j is refused", async (token) => {
  for (const method of ["GET", "POST"])
    await expect(
      ask(method, { host: HOST, origin: `http://${HOST}`, authorization: `Bearer ${token}` }),
    ).rejects.toMatchObject({ kind: "unauthorized", status: 401 });
});

test("the local user is made once, however many ask at first", async () => {
  await db().user.deleteMany();
  const users = await Promise.all(Array.from({ length: 8 }, () => localUser()));
  expect(new Set(users.map(({ id }) => id)).size).toBe(1);
});
