import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { withServices } from "#embedded/test-services/test-services.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { PLAIN_DIALECT, type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { findEvidence } from "#lib/schema/evidence.ts";
import type { FileProfile, PlannedColumn } from "#lib/schema/profile/contract.ts";
import { planFor } from "#lib/schema/profile/plan.ts";
import { proposeColumns } from "#lib/schema/propose.ts";
import { STAND_INS } from "#lib/schema/stand-ins.ts";
import { writeGoodRows } from "../convert-sql.ts";
import { Prescanner } from "../prescan.ts";
import { recipeOfPlan } from "./planned-columns.ts";
import { profileRecords } from "./profile-records.ts";

withServices();

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "profile-"));
});
afterAll(() => rm(dir, { recursive: true }));

const digits = (pattern: RegExp) => fc.stringMatching(pattern);
const usual = fc.oneof(
  fc.constant(fc.integer().map(String)),
  fc.constant(digits(/^-?(0|[1-9][0-9]{0,6})\.[0-9]{1,4}$/)),
  fc.constant(digits(/^20[0-2][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$/)),
  fc.constant(digits(/^(0[1-9]|1[0-2])\/(0[1-9]|[12][0-9]|3[01])\/20[0-2][0-9]$/)),
  fc.constant(digits(/^[1-9][0-9]{0,2}(,[0-9]{3}){0,2}\.[0-9]{2}$/)),
  fc.constant(digits(/^([01][0-9]|2[0-4]):[0-5][0-9]:[0-6][0-9]$/)),
  fc.constant(digits(/^[A-Z]{1,4}$/)),
);
const odd = fc.constantFrom(
  ...["", "NA", "n/a", "1.7", "007", "-0", "+3", "1e400", "1e3", "1_000", "12345678901234567890", "2020-02-30"],
  ...["2020-02-01 13:45:00", "24:00:00", "T", "abc", " 5", "1,5", "31/12/2020", "12/31/2020", "−4"],
);
/** Mostly one kind of value, with some that are not. */
const column = usual.chain((kind) =>
  fc.array(fc.oneof({ weight: 12, arbitrary: kind }, { weight: 1, arbitrary: odd }), { minLength: 60, maxLength: 60 }),
);

const quoted = (text: string): string => (/[",]/.test(text) ? `"${text}"` : text);

test("what whole files say would be rejected is what conversion rejects, format by format", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(column, { minLength: 2, maxLength: 4 }), async (columns) => {
      const names = columns.map((_, at) => (at === 0 ? "date" : `value${at}`));
      const rows = columns[0]?.map((_, row) => columns.map((cells) => quoted(cells[row] ?? "")).join(",")) ?? [];
      const text = `${names.join(",")}\n${rows.join("\n")}\n`;
      const evidence = columns.map((cells, at) => findEvidence(names[at] ?? "", cells.slice(0, 20)));
      const inspection = {
        dialect: PLAIN_DIALECT,
        columns: proposeColumns(evidence),
        ...{
          sampledBytes: 0,
          sampledRows: 20,
          warnings: [],
          alternatives: [],
          doubtful: [],
          isAscii: true,
        },
      };
      const plan = planFor([inspection], undefined);
      const profile = await profileOf(text, recipeOfPlan(inspection, plan), plan);
      for (const { source, formats } of profile.columns)
        for (const { type, format, misfits } of formats) {
          const nullTokens = type === "text" ? [""] : ["", ...STAND_INS];
          const good = await goodRows(text, RecipeColumn.parse({ source, name: "x", type, format, nullTokens }), names);
          expect({ source, type, format, rejected: profile.rows - good }).toEqual({
            source,
            type,
            format,
            rejected: misfits,
          });
        }
    }),
    { numRuns: 12 },
  );
}, 120_000);

function profileOf(text: string, recipe: Recipe, plan: PlannedColumn[]): Promise<FileProfile> {
  const place = { plan, bytes: Buffer.byteLength(text), spillDir: dir, owner: "test" };
  return profileRecords(new Prescanner(recipe), chunksOf(text), place);
}

/** How many rows conversion keeps when this column is all there is to keep. */
async function goodRows(text: string, column: RecipeColumn, names: readonly string[]): Promise<number> {
  const others = names
    .filter((name) => name !== column.source)
    .map((name) => RecipeColumn.parse({ source: name, name, type: "text", format: "as-is", ignored: true }));
  const prescanner = new Prescanner({ dialect: PLAIN_DIALECT, columns: [column, ...others], derived: [] });
  const [path, part] = [join(dir, "records.csv"), join(dir, "part.parquet")];
  await writeFile(path, prescanner.records(chunksOf(text)));
  const { dialect, cells, columns } = prescanner.result();
  const sql = writeGoodRows({ path, dialect, cells, columns, derived: [] }, part);
  const plan = {
    paths: [path, part],
    spillDir: dir,
    withoutRules: ["filter_pushdown"],
    steps: [[{ sql, as: "written" }]],
  };
  const result = await runEngine(plan, { owner: "test" });
  return result.rows("written", z.object({ Count: z.coerce.number() }))[0]?.Count ?? 0;
}

async function* chunksOf(text: string) {
  yield Buffer.from(text);
}
