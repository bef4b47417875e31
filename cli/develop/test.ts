import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser, findBrowser } from "./browser.ts";
import { build, TEST_BUILD_DIR } from "./build.ts";
import { runProgram } from "./program.ts";
import { readTally, sentence, sum, type Tally, tallyPlaywright, tallyVitest } from "./tally.ts";

const args = process.argv.slice(2);
const journeys = args.filter((arg) => arg.startsWith("e2e"));
const units = args.filter((arg) => !arg.startsWith("e2e"));
const reports = await mkdtemp(join(tmpdir(), "parquetry-reports-"));

const testsUnits = units.length > 0 || journeys.length === 0;
const testsJourneys = journeys.length > 0 || units.length === 0;

const browser = await (testsJourneys ? ensureBrowser() : findBrowser());
const environment: Record<string, string> = browser ? { PARQUETRY_CHROMIUM: browser } : {};
const tallies: Tally[] = [];
if (testsUnits) tallies.push(await testUnits());
if (testsJourneys) tallies.push(await testJourneys());
await rm(reports, { recursive: true, force: true });

const total = sum(tallies);
if (total.passed + total.failed === 0) console.error("No test ran.");
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`\n${sentence(total)}`);

async function testUnits(): Promise<Tally> {
  const report = join(reports, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await runProgram("vitest", ["run", ...reporters, ...units], environment);
  return readTally(report, tallyVitest, code);
}

async function testJourneys(): Promise<Tally> {
  if (!browser || (await build(TEST_BUILD_DIR)) !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const report = join(reports, "playwright.json");
  const env = { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const code = await runProgram("playwright", ["test", "--reporter=list,json", ...journeys], env);
  return readTally(report, tallyPlaywright, code);
}
