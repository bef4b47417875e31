import type { DerivedColumn } from "#lib/schema/contract.ts";

/** A column that no file has, and what tells its card from others whatever becomes of its name and place. */
export interface KeptColumn {
  id: number;
  column: DerivedColumn;
}

/** The columns now, each with the id that it had: it is the same if nothing of it changed, else by its name, else by its place where none came or went. */
export function keptIds(before: readonly KeptColumn[], now: readonly DerivedColumn[]): KeptColumn[] {
  const ids = new Map<DerivedColumn, number>();
  const free = new Set(before);
  const match = (isSame: (one: KeptColumn, other: DerivedColumn, at: number) => boolean) => {
    for (const [at, column] of now.entries()) {
      const found = ids.has(column) ? undefined : [...free].find((one) => isSame(one, column, at));
      if (!found) continue;
      ids.set(column, found.id);
      free.delete(found);
    }
  };
  match(({ column }, other) => JSON.stringify(column) === JSON.stringify(other));
  match(({ column }, other) => column.name === other.name);
  if (before.length === now.length) match((one, _, at) => before[at] === one);
  let next = Math.max(-1, ...before.map(({ id }) => id)) + 1;
  return now.map((column) => ({ column, id: ids.get(column) ?? next++ }));
}
