import { z } from "zod";
import type { ShardFacts } from "#lib/convert/contract.ts";
import { learnShard } from "./build-shard.ts";
import { dayOf, LAST_DAY } from "./key.ts";
import { readLocalFooter, rolesOf } from "./read-footers.ts";
import { type KeyedGroup, keyGroups } from "./source.ts";
import { daysAt } from "./sql.ts";
import type { Workplace } from "./workplace.ts";

const Day = z.object({ row: z.coerce.number(), day: z.string().nullable() });

/** Everything about rows that were put together on disk, which proves that they are in order; where each row group begins and ends, to the day. */
export async function learnTail(place: Workplace, path: string): Promise<{ groups: KeyedGroup[]; facts: ShardFacts }> {
  const footer = await readLocalFooter(path, rolesOf(place.roles));
  let row = 0;
  const ends = footer.groups.map(({ rows }) => {
    const first = row;
    row += rows;
    return { first, last: row - 1 };
  });
  const rows = ends.flatMap(({ first, last }) => [first, last]);
  const { facts, result } = await learnShard(place, path, [{ sql: daysAt(path, rows, place.roles), as: "days" }]);
  const days = new Map(result.rows("days", Day).map(({ row: at, day }) => [at, day === null ? LAST_DAY : dayOf(day)]));
  const groups = keyGroups(footer, place.roles, facts).map((group, at) => {
    const { first, last } = ends[at] ?? { first: 0, last: 0 };
    const [from, to] = [days.get(first) ?? group.lo.day, days.get(last) ?? group.hi.day];
    return { ...group, lo: { ...group.lo, day: from }, hi: { ...group.hi, day: to } };
  });
  return { groups, facts };
}
