import { expect, test } from "vitest";
import { Random } from "./random.ts";

const COUNT = 200_000;

function moments(draw: () => number): { mean: number; variance: number; kurtosis: number } {
  const values = Array.from({ length: COUNT }, draw);
  const average = (power: number, around: number) => values.reduce((sum, x) => sum + (x - around) ** power, 0) / COUNT;
  const mean = average(1, 0);
  const variance = average(2, mean);
  return { mean, variance, kurtosis: average(4, mean) / variance ** 2 };
}

test("the numbers of a seed are the same for ever", () => {
  const random = new Random(7, 0, "path");
  expect([random.bits(), random.bits(), random.bits()]).toEqual([-29350133, 1146368622, -321816683]);
  expect([random.uniform(), random.normal(), random.normal(), random.exponential(252)]).toEqual([
    0.1767232584534213, -3.74341212995154, 0.02987024288979482, 429.79235720261823,
  ]);
});

test("seeds, indexes and streams each lead somewhere else", () => {
  const firsts = [
    new Random(7, 0, "path"),
    new Random(8, 0, "path"),
    new Random(7 + 2 ** 32, 0, "path"),
    new Random(7, 1, "path"),
    new Random(7, 0, "bars"),
  ].map((random) => random.bits());
  expect(new Set(firsts).size).toBe(firsts.length);
});

test("uniform numbers fill the space between 0 and 1 evenly", () => {
  const random = new Random(1, 2, "path");
  const { mean, variance, kurtosis } = moments(() => random.uniform());
  expect(mean).toBeCloseTo(1 / 2, 2);
  expect(variance).toBeCloseTo(1 / 12, 2);
  expect(kurtosis).toBeCloseTo(1.8, 1);
});

test("normal numbers have the moments of the normal distribution", () => {
  const random = new Random(1, 3, "path");
  const { mean, variance, kurtosis } = moments(() => random.normal());
  expect(mean).toBeCloseTo(0, 2);
  expect(variance).toBeCloseTo(1, 1);
  expect(kurtosis).toBeCloseTo(3, 1);
});

test("exponential numbers have the mean asked for", () => {
  const random = new Random(1, 4, "path");
  const { mean, variance } = moments(() => random.exponential(10));
  expect(mean).toBeCloseTo(10, 0);
  expect(variance / mean ** 2).toBeCloseTo(1, 1);
});

test("integers reach both ends and nothing beyond", () => {
  const random = new Random(1, 5, "path");
  const seen = new Set(Array.from({ length: 1000 }, () => random.integer(1, 6)));
  expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6]);
});
