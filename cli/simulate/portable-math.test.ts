import { expect, test } from "vitest";
import { exp, log } from "./portable-math.ts";
import { Random } from "./random.ts";

const EPSILON = 1e-15;

function worstOf(count: number, error: (u: number) => number): number {
  const random = new Random(1, 0, "path");
  let worst = 0;
  for (let i = 0; i < count; i++) worst = Math.max(worst, error(random.uniform()));
  return worst;
}

test.each([0.1, 10, 700])("exp is right to fifteen digits up to ±%d", (range) => {
  const worst = worstOf(100_000, (u) => {
    const x = (2 * u - 1) * range;
    return Math.abs(exp(x) / Math.exp(x) - 1);
  });
  expect(worst).toBeLessThan(EPSILON);
});

test.each([1, 1e-12, 1e300])("log is right to fifteen digits up to %d", (range) => {
  const worst = worstOf(
    100_000,
    (u) => Math.abs(log(u * range) - Math.log(u * range)) / (1 + Math.abs(Math.log(u * range))),
  );
  expect(worst).toBeLessThan(EPSILON);
});

test("both have the exact and the endless values one expects", () => {
  expect([exp(0), exp(-800), exp(800), log(1)]).toEqual([1, 0, Number.POSITIVE_INFINITY, 0]);
});
