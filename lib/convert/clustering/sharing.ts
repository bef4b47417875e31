import { componentsOf } from "./components.ts";
import type { Limits } from "./limits.ts";
import type { Source } from "./source.ts";
import type { Workplace } from "./workplace.ts";

export interface Sharing {
  /** Sorted, with tickers of their own, and large enough: shards as they are, without a copy. */
  kept: Source[];
  /** Each of these is to become new shards. */
  rewritten: Source[][];
}

/** Tells what can be a shard as it is from what has to be rewritten. */
export function shareSources(sources: readonly Source[], place: Workplace): Sharing {
  const components = componentsOf(sources);
  const small = components.filter((component) => isSmall(component, place.limits));
  const pooled = new Set(small.length > place.limits.smallShards ? small : []);
  const others = components.filter((component) => !pooled.has(component));
  const stays = (component: Source[]) =>
    component.length === 1 && component.every((source) => isWhole(source, place) && !isTooLarge(source, place));
  const rewritten = others.filter((component) => !stays(component));
  return {
    kept: others.filter(stays).flat(),
    rewritten: pooled.size > 0 ? [...rewritten, [...pooled].flat()] : rewritten,
  };
}

const isWhole = ({ facts, only }: Source, { dropsDuplicates }: Workplace): boolean =>
  !only && !(dropsDuplicates && facts.duplicates > 0);

/** Many shards' worth of rows in one object would be fetched, and later rewritten, as a whole; a single ticker's cannot be cut. */
function isTooLarge({ facts, isShard }: Source, { limits, shardRows }: Workplace): boolean {
  if (isShard || facts.rows <= limits.largestShards * limits.shardRows.most) return false;
  const rowsOfOne = facts.spread?.runs.reduce((most, [, rows]) => Math.max(most, rows), 0) ?? facts.rows;
  return facts.rows - rowsOfOne > shardRows;
}

const isSmall = (component: readonly Source[], { smallRows, smallBytes }: Limits): boolean =>
  component.reduce((rows, { facts }) => rows + facts.rows, 0) < smallRows &&
  component.reduce((sum, { bytes }) => sum + bytes, 0) < smallBytes;
