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
  const pooled = small.length > limits.smallShards ? small : [];
  const others = components.filter((component) => !pooled.includes(component));
  const stays = (component: Source[]) =>
    component.length === 1 && component.every((source) => isShardAlready(source, dropsDuplicates));
  return {
    kept: others.filter(stays).flat(),
    rewritten: [...others.filter((component) => !stays(component)), ...(pooled.length > 0 ? [pooled.flat()] : [])],
  };
}

const isShardAlready = ({ facts, only }: Source, dropsDuplicates: boolean): boolean =>
  !only && !(dropsDuplicates && facts.duplicates > 0);

const isSmall = (component: readonly Source[], { smallRows, smallBytes }: Limits): boolean =>
  component.reduce((rows, { facts }) => rows + facts.rows, 0) < smallRows &&
  component.reduce((sum, { bytes }) => sum + bytes, 0) < smallBytes;
