import { expect, test } from "vitest";
import { extendObject } from "./storage.ts";
import { withStoreThat } from "./store-under-test.ts";

let refusal = 501;
const asked: string[] = [];

withStoreThat((request, response) => {
  asked.push(`${request.method}${"x-amz-copy-source" in request.headers ? " copy" : ""}`);
  const status = request.method === "PUT" ? refusal : request.method === "DELETE" ? 204 : 200;
  response.writeHead(status, { "Content-Type": "application/xml" });
  const begun = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
  response.end(status === 200 ? begun : undefined);
});

test.each([501, 400, 403, 405])(
  "a store that answers copies with %i is asked once, and left as it was",
  async (status) => {
    refusal = status;
    asked.length = 0;
    const base = { key: "lake/a", etag: "e", bytes: 10 };
    const target = { key: "lake/b", contentType: "text/plain" };
    expect(await extendObject(base, target, async () => "/nowhere")).toBeUndefined();
    expect(asked).toEqual(["POST", "PUT copy", "DELETE"]);
  },
);
