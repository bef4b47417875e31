import type { LifecycleRule } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { judgeLifecycle } from "./lifecycle.ts";

const BUCKET = { name: "drawer", endpoint: null, region: "eu-central-1", checksums: true };
const abort = (days: number, more: Partial<LifecycleRule> = {}): LifecycleRule => ({
  ...{ ID: "abort", Status: "Enabled", Filter: { Prefix: "raw/" } },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: days },
  ...more,
});
const expire = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ...{ ID: "expire", Status: "Enabled", Expiration: { Days: 30 } },
  ...more,
});

test.each<[string, LifecycleRule[], string, RegExp]>([
  ["no rule", [], "warning", /No rule/],
  ["a rule a day after the application gives up", [abort(8)], "good", /8 days/],
  ["a later rule", [abort(30)], "good", /30 days/],
  ["a rule for the whole bucket", [abort(8, { Filter: { Prefix: "" } })], "good", /8 days/],
  ["a rule in the old form", [abort(8, { Filter: undefined, Prefix: "" })], "good", /8 days/],
  ["a rule that is too early", [abort(7)], "warning", /removed 7 days/],
  ["an early rule beside the right one", [abort(8), abort(1, { Filter: { Prefix: "" } })], "warning", /removed 1 day /],
  ["a disabled rule", [abort(8, { Status: "Disabled" })], "warning", /No rule/],
  ["a rule for other keys", [abort(8, { Filter: { Prefix: "logs/" } })], "warning", /No rule/],
  ["a rule for some uploads", [abort(8, { Filter: { Tag: { Key: "a", Value: "b" } } })], "warning", /No rule/],
  ["a rule that deletes everything", [abort(8), expire({ Filter: { Prefix: "" } })], "bad", /"expire" deletes/],
  ["a rule that deletes some uploads", [abort(8), expire({ Filter: { Prefix: "raw/2020" } })], "bad", /deletes/],
  ["a rule that deletes something else", [abort(8), expire({ Filter: { Prefix: "logs/" } })], "good", /8 days/],
])("%s", (_, rules, level, sentence) => {
  expect(judgeLifecycle(BUCKET, rules)).toMatchObject({ level, sentence: expect.stringMatching(sentence) });
});

test("other rules are kept in the settings to put, an early one of ours is replaced", () => {
  const others = expire({ Filter: { Prefix: "logs/" } });
  const { fix } = judgeLifecycle(BUCKET, [others, abort(2)]);
  const { Rules } = JSON.parse(fix?.json ?? "");
  expect(Rules).toEqual([
    others,
    expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 8 } }),
  ]);
  expect(fix?.command).toBe(
    "aws s3api put-bucket-lifecycle-configuration --bucket drawer --lifecycle-configuration file://lifecycle.json --region eu-central-1",
  );
});
