import { expect, test } from "vitest";
import { PLAIN_DIALECT } from "#lib/schema/contract.ts";
import { tableOf } from "./kept-tables.ts";

const COLUMNS = { file: "sectors.csv", lookupKey: "Symbol", value: "Sector", ignoreCase: false };
const MIB = 2 ** 20;

function reader(bytes: number) {
  const read: string[] = [];
  const ask = (etag: string, columns = COLUMNS) =>
    tableOf(
      { path: "sectors.csv", bytes, bucket: null, objectKey: `k${bytes}`, etag, dialect: PLAIN_DIALECT },
      columns,
      async () => {
        read.push(etag);
        return { values: new Map(), repeated: 0, csv: Buffer.alloc(bytes) };
      },
    );
  return { read, ask };
}

test("a lookup is read once for each version of its object and each choice of its columns", async () => {
  const { read, ask } = reader(10);
  for (const etag of ["a", "a", "b", "a"]) await ask(etag);
  expect(read).toEqual(["a", "b"]);
  await ask("a", { ...COLUMNS, value: "Industry" });
  await ask("a", { ...COLUMNS, ignoreCase: true });
  expect(read).toEqual(["a", "b", "a", "a"]);
});

test("what is kept is bounded: those not asked for lately are read again, and large ones every time", async () => {
  const { read, ask } = reader(6 * MIB);
  for (const etag of ["a", "b", "a", "c", "a", "b"]) await ask(etag);
  expect(read).toEqual(["a", "b", "c", "b"]);
  const large = reader(17 * MIB);
  for (const etag of ["a", "a"]) await large.ask(etag);
  expect(large.read).toEqual(["a", "a"]);
});

test("a table that could not be read is tried again", async () => {
  const file = { path: "s.csv", bytes: 1, bucket: null, objectKey: "k", etag: "e", dialect: PLAIN_DIALECT };
  await expect(tableOf(file, COLUMNS, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  const table = { values: new Map([["A", "x"]]), repeated: 0, csv: Buffer.from("") };
  expect(await tableOf(file, COLUMNS, async () => table)).toBe(table);
});
