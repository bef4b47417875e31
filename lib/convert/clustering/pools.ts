import { rm } from "node:fs/promises";
import { requireRoom } from "#lib/platform/jobs/scratch-room.ts";
import { compareKeys } from "./key.ts";
import { type OriginGroup, RowGroupFile } from "./row-group-file.ts";
import type { PlacedGroup, Segment, WrittenSegment } from "./segments.ts";
import type { KeyedGroup } from "./source.ts";
import type { Workplace } from "./workplace.ts";

/** Row groups that are fetched together because segments that follow one another need them. */
export interface PoolPlan {
  groups: Set<PlacedGroup["group"]>;
  placed: PlacedGroup[];
  bytes: number;
}

/** The pool of each segment that is written: as many neighbours share one as fit into `mostBytes`, and one at least. */
export function planPools(segments: readonly Segment[], mostBytes: number): Map<WrittenSegment, PoolPlan> {
  const pools = new Map<WrittenSegment, PoolPlan>();
  let open: PoolPlan | undefined;
  for (const segment of segments) {
    if (segment.kind === "copy") continue;
    const added = segment.groups.filter(({ group }) => !open?.groups.has(group));
    if (!open || open.bytes + bytesOf(added) > mostBytes) open = { groups: new Set(), placed: [], bytes: 0 };
    for (const one of segment.groups) addTo(open, one);
    pools.set(segment, open);
  }
  return pools;
}

function addTo(pool: PoolPlan, one: PlacedGroup): void {
  if (pool.groups.has(one.group)) return;
  pool.groups.add(one.group);
  pool.placed.push(one);
  pool.bytes += one.group.end - one.group.start;
}

/** What the engine reads a segment's rows from. */
export interface SegmentInput {
  paths: string[];
  /** Rows of the files beside which others lie that must not be taken; undefined where no others come into question. */
  rows: { file: number; from: number; to: number }[] | undefined;
}

interface Place {
  file: number;
  /** The row group's first row in its file. */
  row: number;
}

/** The pool that lies on disk: one file, unless the row groups' schemas were written differently. */
export class Pools {
  readonly #place: Workplace;
  readonly #mostBytes: number;
  readonly #plans: ReadonlyMap<WrittenSegment, PoolPlan>;
  #open: { plan: PoolPlan; paths: string[]; places: Map<KeyedGroup, Place> } | undefined;

  constructor(place: Workplace, segments: readonly Segment[], mostBytes: number) {
    this.#place = place;
    this.#mostBytes = mostBytes;
    this.#plans = planPools(segments, mostBytes);
  }

  /** Pools of other segments. */
  with(segments: readonly Segment[]): Pools {
    return new Pools(this.#place, segments, this.#mostBytes);
  }

  /** Whether two segments can be written one after the other without another fetch. */
  isShared(a: WrittenSegment, b: WrittenSegment): boolean {
    return this.#plans.get(a) === this.#plans.get(b);
  }

  async inputOf(segment: WrittenSegment): Promise<SegmentInput> {
    const plan = this.#plans.get(segment);
    if (!plan) throw new Error("A segment has no pool.");
    if (this.#open?.plan !== plan) await this.#fill(plan);
    const { paths = [], places = new Map() } = this.#open ?? {};
    const own = new Set(segment.groups.map(({ group }) => group));
    const mustChoose = [...plan.groups].some((group) => !own.has(group) && mayHoldRows(group, segment.between));
    return { paths, rows: mustChoose ? rangesOf(segment.groups, places) : undefined };
  }

  async close(): Promise<void> {
    await Promise.all((this.#open?.paths ?? []).map((path) => rm(path, { force: true })));
    this.#open = undefined;
  }

  async #fill(plan: PoolPlan): Promise<void> {
    await this.close();
    await requireRoom(this.#place.attempt.scratch, 2 * plan.bytes);
    const placed = plan.placed.toSorted((a, b) => a.source.order - b.source.order || a.group.index - b.group.index);
    const paths: string[] = [];
    const places = new Map<KeyedGroup, Place>();
    for (const alike of bySchema(placed, ({ source }) => source.schema)) {
      paths.push(await this.#fetch(alike));
      let row = 0;
      for (const { group } of alike) {
        places.set(group, { file: paths.length - 1, row });
        row += group.rows;
      }
    }
    this.#open = { plan, paths, places };
  }

  async #fetch(alike: readonly PlacedGroup[]): Promise<string> {
    const { attempt } = this.#place;
    const path = this.#place.path("pool");
    const file = await RowGroupFile.create(path, alike[0]?.source.schema ?? Buffer.alloc(0), attempt.signal);
    try {
      await file.append(alike.map(originOf));
      await file.finish();
    } finally {
      await file.discard();
    }
    return path;
  }
}

function mayHoldRows(group: KeyedGroup, between: WrittenSegment["between"]): boolean {
  if (between === "tickerless") return group.tickerless > 0;
  return group.named > 0 && compareKeys(group.hi, between.from) >= 0 && compareKeys(group.lo, between.to) <= 0;
}

function rangesOf(groups: readonly PlacedGroup[], places: ReadonlyMap<KeyedGroup, Place>) {
  const ranges: { file: number; from: number; to: number }[] = [];
  for (const { group } of groups) {
    const { file = 0, row = 0 } = places.get(group) ?? {};
    const last = ranges.at(-1);
    if (last?.file === file && last.to === row) last.to += group.rows;
    else ranges.push({ file, from: row, to: row + group.rows });
  }
  return ranges;
}

export const originOf = ({ source, group }: PlacedGroup): OriginGroup => ({
  from: { object: source.object, etag: source.etag },
  group,
});

/** Stretches of neighbours whose schemas were written alike. */
export function bySchema<Item>(items: readonly Item[], schemaOf: (item: Item) => Buffer): Item[][] {
  const stretches: Item[][] = [];
  for (const item of items) {
    const open = stretches.at(-1);
    const [first] = open ?? [];
    if (open && first && schemaOf(first).equals(schemaOf(item))) open.push(item);
    else stretches.push([item]);
  }
  return stretches;
}

export const bytesOf = (groups: readonly PlacedGroup[]): number =>
  groups.reduce((sum, { group }) => sum + group.end - group.start, 0);
