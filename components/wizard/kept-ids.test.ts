import { expect, test } from "vitest";
import type { DerivedColumn } from "#lib/schema/contract.ts";
import { keptIds } from "./kept-ids.ts";

const constant = (name: string, value = name): DerivedColumn => ({ name, role: "none", from: "constant", value });
const [a, b, c] = [constant("a"), constant("b"), constant("c")];
const ids = (...steps: DerivedColumn[][]) => steps.reduce(keptIds, []).map(({ id }) => id);

test("a card stays the one it was when one before it goes, or one comes", () => {
  expect(ids([a, b, c])).toEqual([0, 1, 2]);
  expect(ids([a, b, c], [b, c])).toEqual([1, 2]);
  expect(ids([a, b], [b, a, c])).toEqual([1, 0, 2]);
  expect(ids([a, b], [b], [b, c])).toEqual([1, 2]);
});

test("and while its name or its value is typed", () => {
  expect(ids([a, b], [constant("aa"), b])).toEqual([0, 1]);
  expect(ids([a, b], [a, constant("b", "other")])).toEqual([0, 1]);
  expect(ids([a, b], [constant("b", "a"), b])).toEqual([0, 1]);
});

test("a column in the place of one that went with it has a card of its own", () => {
  expect(ids([a, b], [c])).toEqual([2]);
});
