import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { downloadObject, findObject, listUploads, uploadFile } from "#lib/platform/storage.ts";
import { oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { type Rule, type StoreProxy, startStoreProxy, type Toxic } from "./store-proxy-under-test.ts";

/** More than is sent at once: three parts. */
const BYTES = 70 * 2 ** 20;
const PARTS = 3;
/** How long a store may be silent here. */
const SILENCE_MS = 4_000;
const LONG_MS = 180_000;
const KEY = "lake/parts/part.parquet";

withServices();

let proxy: StoreProxy;
let sent = "";

beforeAll(async () => {
  proxy = await startStoreProxy(process.env.S3_ENDPOINT ?? "");
  Object.assign(process.env, { S3_ENDPOINT: proxy.url, S3_SILENCE_MS: String(SILENCE_MS) });
  sent = join(process.env.PARQUETRY_DATA_DIR ?? "", "sent");
  writeFileSync(sent, randomBytes(BYTES));
});
beforeEach(() => {
  Object.assign(proxy, { rule: () => undefined, spoiled: 0 });
});
afterAll(() => proxy.close());

const send = () => uploadFile(sent, KEY, "application/vnd.apache.parquet");

/** The first request of this kind meets this, the others nothing. */
function once(isMeant: (asked: Parameters<Rule>[0]) => boolean, toxic: Toxic): Rule {
  let met = false;
  return (asked) => {
    if (met || !isMeant(asked)) return undefined;
    met = true;
    return toxic;
  };
}

const isCompletion: Parameters<typeof once>[0] = ({ method, query }) => method === "POST" && query.has("uploadId");

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);
  const anyPart = (toxic: Toxic): Rule => {
    const number = String(1 + Math.floor(random() * PARTS));
    return once(({ method, query }) => method === "PUT" && query.get("partNumber") === number, toxic);
  };

  test.each<[string, () => Rule]>([
    ["a part is refused for a moment", () => anyPart({ kind: "status", status: oneOf(random, [500, 503]) })],
    ["the connection of a part breaks", () => anyPart({ kind: "reset" })],
    ["a part arrives, but the answer does not", () => anyPart({ kind: "unanswered" })],
    ["it is put together, but the answer does not arrive", () => once(isCompletion, { kind: "unanswered" })],
    ["the answer is an error that calls itself a success", () => once(isCompletion, { kind: "errorBody" })],
  ])(
    "a file that is sent in parts arrives whole and once, though %s",
    async (_, ruleFor) => {
      proxy.rule = ruleFor();
      const stored = await send();
      expect(proxy.spoiled).toBe(1);
      expect(stored).toMatchObject({ bytes: BYTES, crc32: expect.stringMatching(/==$/) });
      expect(await listUploads("lake/")).toEqual([]);
    },
    LONG_MS,
  );

  test(
    "a large object is read whole though its connection breaks again and again",
    async () => {
      await send();
      const back = join(process.env.PARQUETRY_DATA_DIR ?? "", "back");
      let breaks = 0;
      proxy.rule = ({ method }) => {
        breaks += 1;
        if (method !== "GET" || breaks > 6) return undefined;
        const after = Math.floor((random() * BYTES) / 6);
        return oneOf<Toxic>(random, [{ kind: "cut", after }, { kind: "reset" }, { kind: "status", status: 500 }]);
      };
      await downloadObject(KEY, back);
      expect(readFileSync(back).equals(readFileSync(sent))).toBe(true);
    },
    LONG_MS,
  );

  test(
    "a store that falls silent in the middle is asked again",
    async () => {
      await send();
      proxy.rule = once(({ method }) => method === "GET", { kind: "stall", ms: 120_000 });
      const back = join(process.env.PARQUETRY_DATA_DIR ?? "", "back");
      await downloadObject(KEY, back);
      expect(readFileSync(back).equals(readFileSync(sent))).toBe(true);
    },
    LONG_MS,
  );
});

test("nothing is left of a file that could not be sent", async () => {
  const signal = AbortSignal.timeout(500);
  proxy.rule = ({ method, query }) =>
    method === "PUT" && query.get("partNumber") === "2" ? { kind: "reset" } : undefined;
  const key = "lake/parts/never.parquet";
  await expect(uploadFile(sent, key, "application/vnd.apache.parquet", signal)).rejects.toThrow();
  expect(await findObject(key)).toBeUndefined();
  expect(await listUploads("lake/")).toEqual([]);
});
