import type { Encoding } from "../contract.ts";
import { byteOrderMark, utf16Pattern } from "./characters.ts";
import { transcoded } from "./transcode.ts";
import { packingOf, unpacked } from "./unpack.ts";

const HEAD_BYTES = 4_096;

/**
 * A file's text as UTF-8 without a byte order mark, whatever it is packed and written in. What the bytes prove, a
 * packing or a byte order mark, goes before the encoding they are said to have. Throws unreadable_csv when a part is
 * missing, when it grows beyond all measure or where bytes have no meaning.
 */
export async function* decoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const packed = await peek(chunks);
  const packing = packingOf(packed.head);
  const plain = packing ? await peek(unpacked(packed.all(), packing)) : packed;
  const mark = byteOrderMark(plain.head);
  const shown = mark?.encoding ?? utf16Pattern(plain.head);
  yield* transcoded(without(plain.all(), mark?.bytes ?? 0), shown ?? encoding);
}

interface Peeked {
  head: Buffer;
  /** Everything, the head included. */
  all(): AsyncGenerator<Buffer>;
}

async function peek(chunks: AsyncIterable<Buffer>): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, all: () => resumed(head, iterator) };
}

async function* resumed(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* without(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(Math.min(left, chunk.length));
    left = Math.max(0, left - chunk.length);
  }
}
