import { expect, test } from "vitest";
import { storageFault } from "./storage-fault.ts";

test.each([
  ["ENOSPC", 507, /full/],
  ["EDQUOT", 507, /full/],
  ["EROFS", 503, /can be written/],
  ["EACCES", 503, /can be written/],
])("%s is told with status %i", (code, status, message) => {
  const fault = storageFault(Object.assign(new Error("write"), { code }));
  expect(fault?.status).toBe(status);
  expect(fault?.message).toMatch(message);
});

test("what is not the disk's fault is not called so", () => {
  expect(storageFault(new TypeError("oops"))).toBeUndefined();
});
