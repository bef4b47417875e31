import { expect, test } from "vitest";
import { choicesOf, overrides } from "./run-choices.ts";

test("a preset left as it is overrides nothing", () => {
  expect(overrides(choicesOf("causal"))).toEqual({});
  expect(overrides(choicesOf("seed-exact"))).toEqual({});
});

test("only what was changed is sent", () => {
  const { preset, params } = choicesOf("causal");
  expect(overrides({ preset, params: { ...params, amount: 250, bandMax: 500 } })).toEqual({
    amount: 250,
    bandMax: 500,
  });
});
