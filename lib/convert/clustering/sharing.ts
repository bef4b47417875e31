import { componentsOf } from "./components.ts";
import type { Limits } from "./limits.ts";
import type { Source } from "./source.ts";

export interface Sharing {
  /** Sorted, with tickers of their own, and large enough: shards as they are, without a copy. */
  kept: Source[];
  /** Each of these is to become new shards. */
  rewritten: Source[][];
}

/** Tells what can be a shard as it is from what has to be rewritten. */
export function shareSources(sources: readonly Source[], dropsDuplicates: boolean, limits: Limits): Sharing {
  const components = componentsOf(sources);
  const small = components.filter((component) => isSmall(component, limits));
  const pooled = new Set(small.length > limits.smallShards ? small : []);
  const others = components.filter((component) => !pooled.has(component));
  const stays = (component: Source[]) =>
    component.length === 1 && component.every((source) => isShardAlready(source, dropsDuplicates, limits));
  const rewritten = others.filter((component) => !stays(component));
  return {
    kept: others.filter(stays).flat(),
    rewritten: pooled.size > 0 ? [...rewritten, [...pooled].flat()] : rewritten,
  };
}

const isShardAlready = (source: Source, dropsDuplicates: boolean, limits: Limits): boolean =>
  !source.only && !(dropsDuplicates && source.facts.duplicates > 0) && !isTooLarge(source, limits);

/** Many shards' worth of rows in one object would be fetched, and later rewritten, as a whole; a single ticker's cannot be cut. */
function isTooLarge({ facts, isShard }: Source, { largestShards, shardRows }: Limits): boolean {
  if (isShard || facts.rows <= largestShards * shardRows) return false;
  const rowsOfOne = facts.spread?.runs.reduce((most, [, rows]) => Math.max(most, rows), 0) ?? facts.rows;
  return facts.rows - rowsOfOne > shardRows;
}

const isSmall = (component: readonly Source[], { smallRows, smallBytes }: Limits): boolean =>
  component.reduce((rows, { facts }) => rows + facts.rows, 0) < smallRows &&
  component.reduce((sum, { bytes }) => sum + bytes, 0) < smallBytes;
