import { expect, test } from "vitest";
import { convertedDataset, doJob, prices } from "#lib/convert/dataset-under-test.ts";
import { db } from "#lib/platform/db.ts";
import { StageView } from "#lib/platform/wire.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { executeRun } from "./execute.ts";
import { startRun } from "./strategy.ts";

withUploadServices();

/** Two years of one ticker that falls and rises. */
const rows = Array.from({ length: 730 }, (_, at) => {
  const day = new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10);
  return `${day},A,X,${100 + (at % 17)}\n`;
});

test("a run says what each part of its time went into, and that the trades are published while the engine adds up", async () => {
  const owner = await someone();
  const datasetId = await convertedDataset(owner, { "a.csv": `date,ticker,sector,price\n${rows.join("")}` }, prices);
  const { id } = await startRun(owner, datasetId, { strategy: "moving-average", preset: "causal", set: {} });
  await doJob(owner, "run.execute", String(id), { work: executeRun, failed: async () => {} });
  const attempt = await db().attempt.findFirstOrThrow({ where: { job: { kind: "run.execute", subject: String(id) } } });
  const stages = StageView.array().parse(attempt.stages);
  expect(stages.map(({ phase }) => phase)).toEqual([
    "Fetching data",
    "Reading prices",
    "Adding up",
    "Adding up while trades are published",
    "Publishing",
  ]);
  expect(stages.find(({ phase }) => phase === "Reading prices")).toMatchObject({ done: 730, total: 730, unit: "rows" });
});
