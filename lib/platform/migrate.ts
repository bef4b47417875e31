import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as schemaEngine from "@prisma/schema-engine-wasm/schema_engine_bg";

const PRISMA_DIR = join(import.meta.dirname, "../../prisma");
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** Applies what is missing of prisma/migrations with Prisma's own engine; resolves to the names it applied. */
export async function migrate(connectionString: string): Promise<string[]> {
  const engine = await startSchemaEngine(connectionString);
  const migrationsList = await readMigrations();
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
  return appliedMigrationNames;
}

/** The SQL that turns an empty database into prisma/schema.prisma: the start of a new migration. */
export async function schemaAsSql(connectionString: string): Promise<string> {
  const engine = await startSchemaEngine(connectionString);
  const path = join(PRISMA_DIR, "schema.prisma");
  const files = [{ path, content: await readFile(path, "utf8") }];
  const { stdout } = await engine.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: null,
    filters: NO_FILTERS,
  });
  return stdout ?? "";
}

async function startSchemaEngine(connectionString: string): Promise<schemaEngine.SchemaEngine> {
  loaded ??= loadWasm();
  await loaded;
  const schema = await readFile(join(PRISMA_DIR, "schema.prisma"), "utf8");
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString }));
  return schemaEngine.SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => {}, adapter);
}

/** Once in a process: the package's glue keeps one memory, and a second instance would read the first one's. */
let loaded: Promise<void> | undefined;

async function loadWasm(): Promise<void> {
  // The package exports its glue but not the .wasm that lies beside it.
  const wasm = new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const { instance } = await WebAssembly.instantiate(await readFile(wasm), { "./schema_engine_bg.js": schemaEngine });
  schemaEngine.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
}

async function readMigrations() {
  const baseDir = join(PRISMA_DIR, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => {
      const value = await readFile(join(baseDir, path, "migration.sql"), "utf8");
      return { path, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
    }),
  );
  const lockfile = {
    path: "migration_lock.toml",
    content: await readFile(join(baseDir, "migration_lock.toml"), "utf8"),
  };
  return { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
}
