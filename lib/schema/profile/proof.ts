import { normalName } from "../header.ts";
import type { Bin, ColumnProfile, ColumnProof, FileProfile, ProfiledFormat } from "./contract.ts";

const WORST = 5;
const TOP = 6;
const BINS = 12;

export interface ProfiledFile {
  path: string;
  profile: FileProfile | undefined;
  /** Of its inspection. */
  sources: readonly string[];
}

/** Each column over all files that were read whole, under the spelling of the first. */
export function proveColumns(files: readonly ProfiledFile[]): ColumnProof[] {
  const holding = new Map<string, number>();
  const groups = new Map<string, Located[]>();
  for (const { path, profile, sources } of files) {
    for (const key of new Set(sources.map(normalName))) holding.set(key, (holding.get(key) ?? 0) + 1);
    for (const column of profile?.columns ?? []) {
      const key = normalName(column.source);
      groups.set(key, [...(groups.get(key) ?? []), { path, column, setAside: profile?.setAside ?? 0 }]);
    }
  }
  return [...groups].flatMap(([key, group]) => merged(group, holding.get(key) ?? 0) ?? []);
}

interface Located {
  path: string;
  column: ColumnProfile;
  setAside: number;
}

/** Files that were read as another format than the first tell nothing of its least and largest, its misfits and its shape. */
function merged(group: readonly Located[], holding: number): ColumnProof | undefined {
  const [first] = group;
  if (!first) return undefined;
  const { read, source } = first.column;
  const alike = group.filter(({ column }) => column.read.type === read.type && column.read.format === read.format);
  const columns = group.map(({ column }) => column);
  const shapes = alike.map(({ column }) => column);
  return {
    source,
    values: sum(columns, ({ values }) => values),
    nulls: sum(columns, ({ nulls }) => nulls),
    standIns: {
      texts: [...new Set(columns.flatMap(({ standIns }) => standIns.texts))],
      count: sum(columns, ({ standIns }) => standIns.count),
    },
    traits: [...new Set(columns.flatMap(({ traits }) => traits))],
    cut: columns.flatMap(({ cut }) => cut).slice(0, 1),
    read,
    formats: mergeFormats(columns),
    worst: alike.flatMap(({ path, column }) => column.worst.map((one) => ({ ...one, file: path }))).slice(0, WORST),
    ...extremes(shapes),
    distinct: {
      count: Math.max(...shapes.map(({ distinct }) => distinct.count)),
      isMore: shapes.length > 1 || shapes.some(({ distinct }) => distinct.isMore),
    },
    bins: mergeBins(shapes.map(({ bins, picked, values }) => scaled(bins, picked, values))),
    top: mergeTop(shapes),
    picked: sum(shapes, ({ picked }) => picked),
    files: group.length,
    isWhole: group.length === holding,
    setAside: sum(group, ({ setAside }) => setAside),
  };
}

/** Only formats that were counted in every file. */
function mergeFormats(columns: readonly ColumnProfile[]): ProfiledFormat[] {
  const [first, ...others] = columns;
  return (first?.formats ?? []).flatMap((format) => {
    const same = others.flatMap(
      ({ formats }) => formats.find((one) => one.type === format.type && one.format === format.format) ?? [],
    );
    return same.length === others.length ? [same.reduce(added, format)] : [];
  });
}

const added = (one: ProfiledFormat, other: ProfiledFormat): ProfiledFormat => ({
  ...one,
  fits: one.fits + other.fits,
  misfits: one.misfits + other.misfits,
  changes: one.changes === null || other.changes === null ? null : one.changes + other.changes,
});

/** Numbers by their size, days and texts as they are written: both in the order of their type. */
function extremes(columns: readonly ColumnProfile[]): Pick<ColumnProfile, "min" | "max"> {
  const isNumber = columns.some(({ read }) => ["integer", "decimal", "number"].includes(read.type));
  const order = (a: string, b: string) => (isNumber ? Number(a) - Number(b) : a < b ? -1 : Number(a > b));
  return {
    min: columns.flatMap(({ min }) => min ?? []).sort(order)[0] ?? null,
    max:
      columns
        .flatMap(({ max }) => max ?? [])
        .sort(order)
        .at(-1) ?? null,
  };
}

/** As many as there are values, not as were picked. */
const scaled = (bins: readonly Bin[], picked: number, values: number): Bin[] =>
  bins.map((bin) => ({ ...bin, count: picked > 0 ? (bin.count / picked) * values : 0 }));

/** Bins of one width over all, each getting its share of those it overlaps. */
function mergeBins(all: readonly Bin[][]): Bin[] {
  const bins = all.flat();
  const [from, to] = [Math.min(...bins.map((bin) => bin.from)), Math.max(...bins.map((bin) => bin.to))];
  if (bins.length === 0) return [];
  const [only] = all;
  if (only && all.length === 1) return only;
  const width = (to - from) / BINS;
  return Array.from({ length: width > 0 ? BINS : 1 }, (_, at) => {
    const bin = { from: from + at * width, to: width > 0 ? from + (at + 1) * width : to };
    return { ...bin, count: sum(bins, (one) => one.count * overlap(one, bin)) };
  });
}

function overlap(one: Pick<Bin, "from" | "to">, bin: Pick<Bin, "from" | "to">): number {
  if (one.to === one.from) return one.from >= bin.from && (one.from < bin.to || bin.to === one.to) ? 1 : 0;
  return Math.max(0, Math.min(one.to, bin.to) - Math.max(one.from, bin.from)) / (one.to - one.from);
}

function mergeTop(columns: readonly ColumnProfile[]): ColumnProfile["top"] {
  const counts = new Map<string, number>();
  for (const { value, count } of columns.flatMap(({ top }) => top)) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, TOP);
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
