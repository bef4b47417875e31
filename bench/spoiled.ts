import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

/** Copies a CSV; in every nth row a cell becomes another text. */
export async function spoil(
  from: string,
  to: string,
  { every, cell, text }: { every: number; cell: number; text: string },
): Promise<void> {
  const out = createWriteStream(to, { highWaterMark: 2 ** 20 });
  let row = -1;
  for await (const line of createInterface({ input: createReadStream(from, { highWaterMark: 2 ** 20 }) })) {
    row++;
    const cells = row > 0 && row % every === 0 ? line.split(",") : undefined;
    if (cells) cells[cell] = text;
    if (!out.write(`${cells?.join(",") ?? line}\n`)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}
