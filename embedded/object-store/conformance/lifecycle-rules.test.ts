import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, openBucket } from "./bucket-under-test.ts";

let bucket: BucketUnderTest;
let before: LifecycleRule[];

beforeAll(async () => {
  bucket = await openBucket();
  before = await readRules();
});
afterAll(async () => {
  await writeRules(before);
  await bucket.close();
});

const where = () => ({ Bucket: bucket.endpoint.bucket });

async function readRules(): Promise<LifecycleRule[]> {
  return bucket.client.send(new GetBucketLifecycleConfigurationCommand(where())).then(
    ({ Rules = [] }) => Rules,
    (error) => {
      expect(error.name).toBe("NoSuchLifecycleConfiguration");
      return [];
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

test("a rule against abandoned uploads is kept as it was given, and can be taken away", async () => {
  const rule: LifecycleRule = {
    ID: `parquetry ${bucket.prefix}`,
    Status: "Enabled",
    Filter: { Prefix: bucket.prefix },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 8 },
  };
  await writeRules([...before, rule]);
  expect((await readRules()).find(({ ID }) => ID === rule.ID)).toEqual(rule);
  await writeRules(before);
  expect((await readRules()).find(({ ID }) => ID === rule.ID)).toBeUndefined();
});
