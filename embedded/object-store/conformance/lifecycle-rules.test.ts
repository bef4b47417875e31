import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type BucketUnderTest, openBucket } from "./bucket-under-test.ts";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

const where = () => ({ Bucket: bucket.endpoint.bucket });

/** Undefined where the store has no such rules. */
async function readRules(): Promise<LifecycleRule[] | undefined> {
  return bucket.client.send(new GetBucketLifecycleConfigurationCommand(where())).then(
    ({ Rules = [] }) => Rules,
    (error) => {
      expect(error.name).toMatch(/^(NoSuchLifecycleConfiguration|NotImplemented)$/);
      return error.name === "NotImplemented" ? undefined : [];
    },
  );
}

async function writeRules(Rules: LifecycleRule[]): Promise<void> {
  if (Rules.length === 0) await bucket.client.send(new DeleteBucketLifecycleCommand(where()));
  else {
    const rules = { ...where(), LifecycleConfiguration: { Rules } };
    await bucket.client.send(new PutBucketLifecycleConfigurationCommand(rules));
  }
}

test("a rule against abandoned uploads is kept as it was given, and can be taken away", async ({ skip }) => {
  const before = await readRules();
  if (!before) return skip("This store has no lifecycle rules.");
  onTestFinished(() => writeRules(before));
  const rule: LifecycleRule = {
    ID: `parquetry ${bucket.prefix}`,
    Status: "Enabled",
    Filter: { Prefix: bucket.prefix },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 8 },
  };
  await writeRules([...before, rule]);
  expect((await readRules())?.find(({ ID }) => ID === rule.ID)).toEqual(rule);
  await writeRules(before);
  expect((await readRules())?.find(({ ID }) => ID === rule.ID)).toBeUndefined();
});
