import { expect, test } from "vitest";
import { type Dialect, PLAIN_DIALECT } from "#lib/schema/contract.ts";
import { cutOtherwise } from "./read-as-cut.ts";

const own = (dialect: Partial<Dialect> = {}, isAscii = false) => ({
  dialect: { ...PLAIN_DIALECT, ...dialect },
  isAscii,
});
const decided = (dialect: Partial<Dialect>) => ({
  dialect: {
    ...PLAIN_DIALECT,
    ...dialect,
    decisions: Object.fromEntries(Object.keys(dialect).map((part) => [part, "as-written" as const])),
  },
});

test("what nobody decided is as every file shows it by itself", () => {
  expect(cutOtherwise({ dialect: { ...PLAIN_DIALECT, delimiter: ";" } }, { cuts: [own()] })).toEqual([]);
});

test("what was decided only counts as read where every file was read so", () => {
  const recipe = decided({ delimiter: ";", footerLines: 1 });
  const cuts = [own({ delimiter: ";", footerLines: 1 })];
  expect(cutOtherwise(recipe, { cuts })).toEqual([]);
  expect(cutOtherwise(recipe, { cuts: [...cuts, own({ delimiter: ";" })] })).toEqual(["footerLines"]);
});

test("letters that prove their encoding keep it, so a decision about it changes nothing for them", () => {
  const recipe = decided({ encoding: "windows-1252" });
  expect(cutOtherwise(recipe, { cuts: [own()] })).toEqual([]);
  expect(cutOtherwise(recipe, { cuts: [own({ doubts: ["encoding"] })] })).toEqual(["encoding"]);
  expect(cutOtherwise(recipe, { cuts: [own({}, true)] })).toEqual(["encoding"]);
});
