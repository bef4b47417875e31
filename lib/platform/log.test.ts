import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const SECRETS = {
  AWS_SECRET_ACCESS_KEY: "canary/of+the=store",
  PARQUETRY_TOKEN: "canary-of-the-command-line",
  DATABASE_URL: "postgresql://someone:canary%2Fof%40the%20database@127.0.0.1:1/none",
};

/** What a process with these secrets writes to its log, one object a line. */
function linesOf(program: string): Record<string, unknown>[] {
  const code = `import { inContext, log } from ${JSON.stringify(`${import.meta.dirname}/log.ts`)};\n${program}`;
  const { stderr, stdout } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", code], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, ...SECRETS },
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  const lines = stderr.trim().split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

test("every line that is written while a job is at work carries its ids, wherever it is written", () => {
  const lines = linesOf(`
    await inContext({ job: "j", attempt: "a", subject: "s" }, async () => {
      log().info("begun");
      await inContext({ request: "r" }, async () => { await 0; log().warn("deep inside"); });
    });
    log().info("outside");`);
  expect(lines).toMatchObject([
    { msg: "begun", job: "j", attempt: "a", subject: "s" },
    { msg: "deep inside", job: "j", attempt: "a", subject: "s", request: "r" },
    { msg: "outside" },
  ]);
  expect(lines[2]).not.toHaveProperty("job");
});

test("a secret is struck out of whatever is logged: a sentence, an error and its cause, an object", () => {
  const text = JSON.stringify(
    linesOf(`
      const { AWS_SECRET_ACCESS_KEY: store, PARQUETRY_TOKEN: token, DATABASE_URL: url } = process.env;
      log().info("signed with " + store);
      log().error({ err: new Error("cannot reach " + url, { cause: new Error(token) }), cause: { token } }, "failed");
      log().warn({ headers: { authorization: "Bearer " + token }, password: "canary/of@the database" }, "refused");`),
  );
  expect(text).not.toContain("canary");
  expect(text).toContain("[secret]");
});

test.each([
  ["a presigned URL", "https://store/bucket/key?X-Amz-Credential=abcdefgh%2F2026&X-Amz-Signature=0123456789abcdef"],
  ["a share link", "http://127.0.0.1:3000/s/shr_0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF"],
  ["a share link's route", "GET /api/shared/shr_0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF/trades"],
  ["a bearer token", "authorization: Bearer 0123456789abcdef"],
])("what makes %s work is struck out", (_, words) => {
  const [line] = linesOf(`log().info(${JSON.stringify(words)})`);
  expect(line?.msg).not.toMatch(/0123456789|abcdefgh/);
});
