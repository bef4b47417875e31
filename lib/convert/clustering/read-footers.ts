import { open } from "node:fs/promises";
import type { RoleColumns } from "#lib/convert/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import { findObject, readRange } from "#lib/platform/storage.ts";
import { inLanes } from "#lib/upload/lanes.ts";
import { type Footer, footerBytes, readFooter, TAIL_BYTES } from "./footer.ts";
import { keyGroups, marksOf, type OpenSource, type Source } from "./source.ts";

/** Holds the footer of all but large objects, so that one request is enough. */
const GUESS_BYTES = 64 * 2 ** 10;
const LANES = 8;

/** Reads the sources' footers from the store; their order decides between rows that share ticker and date. */
export async function openSources(
  sources: readonly Source[],
  roles: RoleColumns,
  signal: AbortSignal,
): Promise<OpenSource[]> {
  const opened: OpenSource[] = [];
  await inLanes(LANES, [...sources.entries()], async ([order, source]) => {
    signal.throwIfAborted();
    const { object } = source;
    const stored = await findObject(object);
    if (!stored) throw gone(object);
    const { bytes, etag, crc32 = null } = stored;
    const footer = await footerOf(bytes, rolesOf(roles), (start, end) => readRange(object, etag, start, end));
    const groups = keyGroups(footer, roles, source.facts);
    opened[order] = {
      ...source,
      order,
      etag,
      crc32,
      schema: footer.schema,
      groups,
      marks: marksOf({ ...source, groups }),
    };
  });
  return opened;
}

const gone = (cause: string): AppError =>
  new AppError(
    "object_missing",
    "Converted data is no longer in the object store. Convert this dataset's files again.",
    {
      cause,
    },
  );

/** The footer of a file on disk, with the bounds of some columns. */
export async function readLocalFooter(path: string, columns: readonly string[] = []): Promise<Footer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return await footerOf(size, columns, async (start, end) => {
      const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer;
    });
  } finally {
    await file.close();
  }
}

async function footerOf(
  bytes: number,
  columns: readonly string[],
  read: (start: number, end: number) => Promise<Buffer>,
): Promise<Footer> {
  const tail = await read(Math.max(0, bytes - GUESS_BYTES), bytes);
  const length = footerBytes(tail);
  const whole = length <= tail.length ? tail : await read(bytes - length, bytes);
  // A copy: what is kept of it must not hold on to all that was read.
  return readFooter(Buffer.from(whole.subarray(whole.length - length, whole.length - TAIL_BYTES)), columns);
}

export const rolesOf = ({ ticker, date }: RoleColumns): string[] => [ticker, date].filter((name) => name !== null);
