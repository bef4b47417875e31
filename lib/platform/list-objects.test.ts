import { expect, test } from "vitest";
import { listObjects } from "./storage.ts";
import { withStoreThat } from "./store-under-test.ts";

let answer: [status: number, code: string] = [403, "AccessDenied"];

withStoreThat((_, response) => {
  const [status, code] = answer;
  response.writeHead(status, { "Content-Type": "application/xml" });
  response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
});

test.each<[number, string, string, RegExp]>([
  [403, "AccessDenied", "forbidden", /may not list the bucket theirs\. They need s3:ListBucket there/],
  [404, "NoSuchBucket", "not_found", /There is no bucket theirs/],
  [301, "PermanentRedirect", "invalid_input", /another region than AWS_REGION/],
  [400, "AuthorizationHeaderMalformed", "invalid_input", /another region than AWS_REGION/],
  [403, "InvalidAccessKeyId", "storage_unavailable", /refuses this application \(InvalidAccessKeyId\)/],
])("a list that ends in %i %s is said in a sentence", async (status, code, kind, message) => {
  answer = [status, code];
  await expect(listObjects("theirs", "")).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
});
