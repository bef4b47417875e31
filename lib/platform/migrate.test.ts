import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { migrate, schemaAsSql } from "./migrate.ts";

withServices();

let url = "";
beforeAll(() => {
  url = process.env.DATABASE_URL ?? "";
});

test("the migrations make what the schema says, but for partitions and collations", async () => {
  const written = (await readMigrations())
    .replaceAll(' COLLATE "C"', "")
    .replaceAll(' PARTITION BY LIST ("run_id")', "");
  expect(statements(written)).toEqual(statements(await schemaAsSql(url)));
});

test("what is applied is not applied again", async () => {
  expect(await migrate(url)).toEqual([]);
});

async function readMigrations(): Promise<string> {
  const dir = join(import.meta.dirname, "../../prisma/migrations");
  const names = (await readdir(dir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const texts = await Promise.all(names.sort().map((name) => readFile(join(dir, name, "migration.sql"), "utf8")));
  return texts.join("\n");
}

const statements = (sql: string): string[] =>
  sql
    .replaceAll(/^--.*$/gm, "")
    .split(";")
    .map((statement) => statement.replaceAll(/\s+/g, " ").trim())
    .filter(Boolean)
    .sort();
