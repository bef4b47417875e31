import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { inspectSample } from "#lib/schema/inspect.ts";
import { planFor } from "#lib/schema/profile/plan.ts";
import { readSample } from "#lib/schema/sample.ts";
import { Prescanner } from "../prescan.ts";
import { recipeOfPlan } from "./planned-columns.ts";
import { profileRecords } from "./profile-records.ts";

withServices();

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "picks-"));
});
afterAll(() => rm(dir, { recursive: true }));

const ROWS = 100_000;
const ROWS_AN_HOUR = 100;
/** The rows read are said to be the first of so many times as many, so that few of them are picked. */
const TIMES = 12;

test("the shape of a large file is that of all its rows where its first columns say the same of many", async () => {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const hour = Math.floor(row / ROWS_AN_HOUR);
    return `2020,${1 + Math.floor(hour / 100)},${hour % 24},${hour % 7},${row}`;
  });
  const file = Buffer.from(`year,month,hour,shift,reading\n${rows.join("\n")}\n`);
  const inspection = inspectSample(await readSample(file.length, async (start, end) => file.subarray(start, end)));
  const plan = planFor([inspection], undefined);
  const recipe = recipeOfPlan(inspection, plan);
  async function* whole() {
    yield file;
  }
  const place = { plan, bytes: file.length * TIMES, spillDir: dir, owner: "test" };
  const { columns } = await profileRecords(new Prescanner(recipe), whole(), place);
  const [, , hour, , reading] = columns;
  expect(reading?.bins.map(({ count }) => count > 0)).toEqual(Array.from({ length: 12 }, () => true));
  expect(hour?.distinct).toEqual({ count: 24, isMore: false });
});
