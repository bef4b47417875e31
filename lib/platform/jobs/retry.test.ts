import { expect, test } from "vitest";
import { AppError, type ErrorKind } from "../errors.ts";
import { waitBeforeRetry } from "./retry.ts";

Object.assign(process.env, { DATABASE_URL: "postgresql://nobody@127.0.0.1/none", S3_BUCKET: "none" });

const evenly = () => 0.5;
const NONE = { counted: 0, starved: 0, passing: 0 };
const wait = (error: unknown, tries: Partial<typeof NONE>) => waitBeforeRetry(error, { ...NONE, ...tries }, 3, evenly);
const of = (kind: ErrorKind) => new AppError(kind, "A sentence.");

test.each([["unreadable_csv"], ["accounting_mismatch"], ["object_changed"], ["engine_failed"]] as const)(
  "a failure of kind %s would be the same again, so it is not tried again",
  (kind) => {
    expect(wait(of(kind), { counted: 1 })).toBeUndefined();
  },
);

test.each([
  ["what nobody foresaw", new Error("surprise")],
  ["an engine that crashed", of("engine_crashed")],
])("%s is tried three times, each time after a longer wait", (_, error) => {
  expect([wait(error, { counted: 1 }), wait(error, { counted: 2 })]).toEqual([4_000, 8_000]);
  expect(wait(error, { counted: 3 })).toBeUndefined();
});

test("a step that had not enough memory gets it perhaps a second time, and is not tried a third", () => {
  expect(wait(of("out_of_memory"), { counted: 2, starved: 1 })).toBe(8_000);
  expect(wait(of("out_of_memory"), { counted: 2, starved: 2 })).toBeUndefined();
});

test.each(["storage_unavailable", "database_unavailable", "scratch_full"] as const)(
  "trouble of kind %s passes: it is waited for, at most a minute at a time, without counting as a try",
  (kind) => {
    const waits = [1, 2, 3, 4, 5, 6, 40].map((passing) => wait(of(kind), { counted: 3, passing }));
    expect(waits).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  },
);

test("trouble that does not pass in about an hour ends the job", () => {
  expect(wait(of("storage_unavailable"), { passing: 64 })).toBeUndefined();
});

test("jobs that failed together are not tried again at the same moment", () => {
  const waits = [0, 0.25, 1].map((at) => waitBeforeRetry(of("engine_crashed"), { ...NONE, counted: 1 }, 3, () => at));
  expect(waits).toEqual([3_000, 3_500, 5_000]);
});
