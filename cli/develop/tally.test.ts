import { expect, test } from "vitest";
import { readTally, sentence, sum, tallyPlaywright, tallyVitest } from "./tally.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((status) => ({ status })),
});

test("tests of both runners are counted together", () => {
  const units = tallyVitest({
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 1,
    testResults: [file("failed", "failed", "passed"), file("passed", "passed")],
  });
  const journeys = tallyPlaywright({ stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 0 } });
  expect(sentence(sum([units, journeys]))).toBe("6 passed, 3 failed, 1 skipped");
});

test("a test file that cannot be loaded is a failure", () => {
  const report = { numPassedTests: 1, testResults: [file("failed"), file("passed", "passed")] };
  expect(sentence(tallyVitest(report))).toBe("1 passed, 1 failed");
});

test("a runner that left no report is a failure", async () => {
  expect(sentence(await readTally("/nowhere/report.json", tallyVitest, 0))).toBe("0 passed, 1 failed");
});
