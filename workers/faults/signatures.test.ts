import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "#lib/platform/env.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { randomOf, rounds } from "./seeds-under-test.ts";
import { type StoreProxy, startStoreProxy } from "./store-proxy-under-test.ts";
import { sendWhile } from "./transfer-under-test.ts";

const TIMES = 2;

withUploadServices();

let proxy: StoreProxy;
beforeAll(async () => {
  proxy = await startStoreProxy(env().S3_ENDPOINT ?? "");
  env().S3_ENDPOINT = proxy.url;
});
afterAll(() => proxy.close());

test.each(rounds())(
  "seed $seed: parts whose signature is no longer taken are signed again",
  {
    timeout: 120_000,
  },
  async ({ seed }) => {
    const random = randomOf(seed);
    const refused = new Map<string, number>();
    proxy.rule = ({ method, path, query }) => {
      const part = `${path} ${query.get("partNumber")}`;
      const times = refused.get(part) ?? 0;
      const isMeant = method === "PUT" && query.has("partNumber") && times < TIMES;
      if (!isMeant || (refused.size > 0 && random() < 0.4)) return undefined;
      refused.set(part, times + 1);
      return { kind: "status", status: 403 };
    };
    await sendWhile(seed);
    expect(refused.size).toBeGreaterThan(0);
  },
);
