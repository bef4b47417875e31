import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { base64, type OpenedObject, objectBytes } from "./object-bytes.ts";

const CONTENT = Buffer.from("every byte of this has to arrive, in order, once");
const CRC = base64(crc32(CONTENT));

/** Gives ten bytes at a time, and breaks after so many in each answer; undefined gives all. */
function store(breaksAfter: (number | undefined)[], given = CONTENT) {
  const asked: [number, string | undefined][] = [];
  const open = async (from: number, etag: string | undefined): Promise<OpenedObject> => {
    const until = from + (breaksAfter[asked.length] ?? given.length);
    asked.push([from, etag]);
    async function* chunks() {
      for (let at = from; at < Math.min(until, given.length); at += 10)
        yield given.subarray(at, Math.min(at + 10, until, given.length));
      if (until < given.length) throw new Error("reset");
    }
    return { chunks: chunks(), bytes: given.length, etag: "e", crc32: from === 0 ? CRC : null };
  };
  return { asked, open };
}

async function read(open: ReturnType<typeof store>["open"], signal?: AbortSignal): Promise<string> {
  let text = "";
  for await (const chunk of objectBytes(open, signal)) text += chunk.toString();
  return text;
}

test("a connection that breaks is followed by one that goes on where it was, with the same object", async () => {
  const { asked, open } = store([17, 0, 25]);
  expect(await read(open)).toBe(CONTENT.toString());
  expect(asked).toEqual([
    [0, undefined],
    [17, "e"],
    [17, "e"],
    [42, "e"],
  ]);
});

test("when nothing arrives any more, the store is said to be away", async () => {
  const { asked, open } = store([12, 0, 0, 0, 0, 0, 0]);
  await expect(read(open)).rejects.toMatchObject({ kind: "storage_unavailable" });
  expect(asked).toHaveLength(5);
});

test.each([
  ["a byte that changed", Buffer.from(CONTENT.map((byte, at) => (at === 20 ? byte ^ 1 : byte)))],
  ["an answer that calls itself whole and is not", CONTENT.subarray(0, -1)],
])("%s is noticed by the checksum", async (_, given) => {
  await expect(read(store([], given).open)).rejects.toMatchObject({ kind: "corrupt_object" });
});

test("what the store refuses is not asked for again", async () => {
  let asked = 0;
  const gone = async () => {
    asked += 1;
    throw new AppError("object_missing", "Gone.");
  };
  await expect(read(gone)).rejects.toMatchObject({ kind: "object_missing" });
  expect(asked).toBe(1);
});

test("an empty object has no bytes", async () => {
  const open = async (): Promise<OpenedObject> => {
    async function* none(): AsyncGenerator<Buffer> {}
    return { chunks: none(), bytes: 0, etag: "e", crc32: base64(0) };
  };
  expect(await read(open)).toBe("");
});

test("an abort ends it at once, with its reason", async () => {
  const controller = new AbortController();
  controller.abort(new AppError("cancelled", "Cancelled."));
  await expect(read(store([0, 0]).open, controller.signal)).rejects.toMatchObject({ kind: "cancelled" });
});
