import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { migrate, schemaAsSql } from "./migrate.ts";

withServices();

let url = "";
beforeAll(() => {
  url = process.env.DATABASE_URL ?? "";
});

test("what is applied is not applied again", async () => {
  expect(await migrate(url)).toEqual([]);
});

test("the migrations make what the schema says, but for partitions and collations", async () => {
  const migrated = await withClient(describeDatabase);
  const wanted = await withClient(async (client) => {
    await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await client.query(await schemaAsSql(url));
    return describeDatabase(client);
  });
  expect(wanted.length).toBeGreaterThan(100);
  expect(migrated).toEqual(wanted);
});

/** A line for each column, constraint, index and enum value of the product's own tables. */
async function describeDatabase(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT concat_ws(' ', table_name, column_name, udt_name, is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT concat_ws(' ', typname, enumsortorder, enumlabel) FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
    ORDER BY line`);
  return rows.map(({ line }) => line).filter((line) => !line.includes("_prisma_migrations"));
}

async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
