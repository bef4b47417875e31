import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { together } from "./together.ts";

const never = new AbortController().signal;

test("things done together give their results in order", async () => {
  const both = together<[string, number]>(never, () => [sleep(5, "slow"), Promise.resolve(2)]);
  expect(await both).toEqual(["slow", 2]);
});

test("what fails first is told, when the others have heard of it and ended", async () => {
  const ended: string[] = [];
  const works = together<[unknown, unknown]>(never, (signal) => [
    sleep(60_000, undefined, { signal }).catch(async () => {
      await sleep(5);
      ended.push("the other");
      throw new Error("later");
    }),
    Promise.reject(new Error("first")),
  ]);
  await expect(works).rejects.toThrow("first");
  expect(ended).toEqual(["the other"]);
});

test("whoever stops them all gives the reason", async () => {
  const all = new AbortController();
  const works = together<[unknown]>(all.signal, (signal) => [
    sleep(60_000, undefined, { signal }).catch(() => signal.throwIfAborted()),
  ]);
  all.abort(new Error("cancelled"));
  await expect(works).rejects.toThrow("cancelled");
});
