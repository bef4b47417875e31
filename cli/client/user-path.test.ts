import { expect, test } from "vitest";
import { userPath } from "./user-path.ts";

test("a path is meant from where the user is, also when npm runs the command in the project's folder", () => {
  const environment = { NODE_ENV: "test", INIT_CWD: "/home/ada/drawer" } as const;
  expect(userPath("a.csv", { ...environment, npm_lifecycle_event: "parquetry" })).toBe("/home/ada/drawer/a.csv");
  expect(userPath("/tmp/a.csv", { ...environment, npm_lifecycle_event: "parquetry" })).toBe("/tmp/a.csv");
  expect(userPath("a.csv", { ...environment, npm_lifecycle_event: "test" })).toBe(`${process.cwd()}/a.csv`);
});
