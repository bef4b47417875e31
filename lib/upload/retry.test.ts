import { expect, test } from "vitest";
import { PutFailed } from "./put-part.ts";
import { withRetries } from "./retry.ts";

const pauseMs = () => 0;

function failingWith(status: number, times: number) {
  const seen = { tries: 0 };
  const work = async () => {
    seen.tries++;
    if (seen.tries <= times) throw new PutFailed(status, "no");
    return "yes";
  };
  return { seen, work };
}

test.each([0, 429, 500, 503])("status %i is tried again", async (status) => {
  const { seen, work } = failingWith(status, 4);
  await expect(withRetries(work, { pauseMs })).resolves.toBe("yes");
  expect(seen.tries).toBe(5);
});

test("after five tries the last failure is the answer", async () => {
  const { seen, work } = failingWith(503, 9);
  await expect(withRetries(work, { pauseMs })).rejects.toThrow("no");
  expect(seen.tries).toBe(5);
});

test.each([400, 403, 404, 422])("status %i is final", async (status) => {
  const { seen, work } = failingWith(status, 1);
  await expect(withRetries(work, { pauseMs })).rejects.toThrow("no");
  expect(seen.tries).toBe(1);
});

test("a cancelled wait ends at once", async () => {
  const controller = new AbortController();
  const { work } = failingWith(0, 9);
  const done = withRetries(work, { signal: controller.signal, pauseMs: () => 3_600_000 });
  setTimeout(() => controller.abort(new Error("cancelled")));
  await expect(done).rejects.toThrow("cancelled");
});
