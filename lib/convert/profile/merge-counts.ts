import type { Choice } from "./planned-columns.ts";
import type { MisfitCounts, WholeCounts } from "./read-column.ts";

const WORST = 200;

/** What the parts of a file say of a column together; of different values only how many the first has. */
export function mergeWhole(read: Choice, parts: readonly [WholeCounts, ...WholeCounts[]]): WholeCounts {
  const [first, ...others] = parts;
  return others.reduce(
    (all, one) => ({
      values: all.values + one.values,
      fits: all.fits + one.fits,
      min: further(all.min, one.min, read, -1),
      max: further(all.max, one.max, read, 1),
      distinct: all.distinct ?? one.distinct,
      tokens: mergeTokens([...(all.tokens ?? []), ...(one.tokens ?? [])]),
      long: all.long + one.long,
      codes: all.codes + one.codes,
      lost: all.lost + one.lost,
      mayLose: all.mayLose || one.mayLose,
      phones: all.phones + one.phones,
      changed: all.changed + one.changed,
      rivals: all.rivals.map((count, at) => count + (one.rivals[at] ?? 0)),
      rivalsChanged: all.rivalsChanged.map((count, at) =>
        count === null ? null : count + (one.rivalsChanged[at] ?? 0),
      ),
    }),
    first,
  );
}

function further(one: string | null, other: string | null, { type }: Choice, sign: 1 | -1): string | null {
  if (one === null || other === null) return one ?? other;
  const isNumber = type === "integer" || type === "number" || type === "decimal";
  const isAhead = isNumber ? Number(one) > Number(other) : one > other;
  return isAhead === (sign === 1) ? one : other;
}

/** In their order, as the engine gives those of one part. */
function mergeTokens(tokens: NonNullable<WholeCounts["tokens"]>): WholeCounts["tokens"] {
  const counts = new Map<string, number>();
  for (const { key, value } of tokens) counts.set(key, (counts.get(key) ?? 0) + value);
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => ({ key, value }));
}

/** The same for misfits; `before` is how many sound rows came before each part. */
export function mergeMisfits(parts: readonly { misfits: MisfitCounts; before: number }[]): MisfitCounts | undefined {
  const moved = parts.map(({ misfits, before }) => ({
    ...misfits,
    worst: (misfits.worst ?? []).map(({ n, v }) => ({ n: n + before, v })),
  }));
  const [first, ...others] = moved;
  if (!first) return undefined;
  const added = (one: readonly number[], other: readonly number[]) => one.map((count, at) => count + (other[at] ?? 0));
  return others.reduce(
    (all, one) => ({
      changed: all.changed + one.changed,
      cut: all.cut ?? one.cut,
      padded: all.padded + one.padded,
      worst: [...all.worst, ...one.worst].slice(0, WORST),
      wider: added(all.wider, one.wider),
      widerChanged: added(all.widerChanged, one.widerChanged),
    }),
    first,
  );
}
