import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";

/** A cell that does not fit its column, as the engine wrote it down. */
export const BadCell = z.object({
  row: z.coerce.number(),
  column: z.string(),
  value: z
    .string()
    .nullish()
    .transform((value) => value ?? ""),
  reason: z
    .string()
    .nullish()
    .transform((reason) => reason ?? "does not fit"),
  /** It became NULL; its row is not rejected for it. */
  nulled: z.boolean(),
});
export type BadCell = z.infer<typeof BadCell>;

/** The misfits of one record among those the engine read, from 1. */
export interface BadRow {
  row: number;
  /** What the record is rejected for; empty when all misfits became NULL. */
  cells: BadCell[];
  nulled: BadCell[];
}

/** Reads the engine's JSON lines, in the order of rows. */
export async function* readBadRows(path: string): AsyncGenerator<BadRow> {
  let open: BadRow | undefined;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const cell = BadCell.parse(JSON.parse(text));
    if (open && open.row !== cell.row) {
      yield open;
      open = undefined;
    }
    open ??= { row: cell.row, cells: [], nulled: [] };
    (cell.nulled ? open.nulled : open.cells).push(cell);
  }
  if (open) yield open;
}
