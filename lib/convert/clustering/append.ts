import { extentOf, sharesTickers } from "./components.ts";
import { compareTickers } from "./key.ts";
import type { Ledger } from "./ledger.ts";
import type { Source } from "./source.ts";

/** A file's part as a version has it: `files` holds its place among them, in the order of their paths. */
export interface Part extends Pick<Source, "object" | "bytes" | "files"> {
  path: string;
}
export type PartSource = Part & Source;

/**
 * What the next version is made of: the shards of the version before that still hold, the parts that are new, and of
 * the files in shards that no longer hold the rows that stood in them. Without a ledger all parts, whole. Only of parts
 * that are used the facts are asked for.
 */
export async function nextSources(
  parts: readonly Part[],
  ledger: Ledger | undefined,
  withFacts: (parts: readonly Part[]) => Promise<PartSource[]>,
): Promise<Source[]> {
  if (!ledger) return withFacts(parts);
  const known = new Set(ledger.files.map(({ part }) => part));
  const added = await withFacts(parts.filter(({ object }) => !known.has(object)));
  const places = new Map(parts.map(({ object }, at) => [object, at]));
  const shards = ledger.shards.map((shard) => withPlaces(shard, ledger, places));
  const lost = shards.filter(({ lacksFile }) => lacksFile);
  const stale = withNeighbours([...lost, ...(await openedBy(added, shards, parts, withFacts))], shards);
  if (stale.length === shards.length) return withFacts(parts);
  const opened = new Set(stale.flatMap(({ files }) => files));
  const again = await withFacts(parts.filter(({ object }, at) => known.has(object) && opened.has(at)));
  const rows = again.flatMap((part) =>
    rowsIn(
      part,
      stale.filter(({ files }) => files.includes(part.files[0] ?? -1)),
    ),
  );
  const kept = shards.filter((shard) => !stale.includes(shard));
  return [...kept, ...[...added, ...rows].sort((a, b) => (a.files[0] ?? 0) - (b.files[0] ?? 0))];
}

interface OldShard extends Source {
  /** A file it has rows from is gone or was converted again. */
  lacksFile: boolean;
}

function withPlaces(shard: Ledger["shards"][number], { files }: Ledger, places: ReadonlyMap<string, number>): OldShard {
  const found = shard.files.map((at) => places.get(files[at]?.part ?? ""));
  const present = found.filter((at) => at !== undefined);
  return { ...shard, files: present, isShard: true, lacksFile: present.length < found.length };
}

/** Rows that share ticker and date stand in the order of their files; a shard's own rows cannot make room between them. */
async function openedBy(
  added: readonly PartSource[],
  shards: readonly OldShard[],
  parts: readonly Part[],
  withFacts: (parts: readonly Part[]) => Promise<PartSource[]>,
): Promise<OldShard[]> {
  const behind = (part: PartSource, { files }: OldShard) => files.filter((at) => isBehind(parts[at], part));
  const pairs = shards.flatMap((shard) =>
    added.filter((part) => mayMeet(part, shard)).map((part) => ({ shard, part, files: behind(part, shard) })),
  );
  const wanted = new Set(pairs.flatMap(({ files }) => files));
  if (wanted.size === 0) return [];
  const later = await withFacts(parts.filter((_, at) => wanted.has(at)));
  return pairs
    .filter(({ part, files }) => later.some((other) => files.includes(other.files[0] ?? -1) && mayMeet(part, other)))
    .map(({ shard }) => shard);
}

const isBehind = (other: Part | undefined, { path }: Part): boolean =>
  other !== undefined && compareTickers(other.path, path) > 0;

const mayMeet = (part: PartSource, other: Source): boolean => sharesDays(part, other) && sharesTickers(part, other);

function sharesDays({ facts: a }: Source, { facts: b }: Source): boolean {
  if (!a.minDate || !a.maxDate || !b.minDate || !b.maxDate) return true;
  return a.minDate <= b.maxDate && b.minDate <= a.maxDate;
}

/** With a shard go those that have rows of the same file in the same range of tickers: nothing tells these rows apart. */
function withNeighbours(stale: readonly OldShard[], shards: readonly OldShard[]): OldShard[] {
  const found = new Set(stale);
  for (const shard of found)
    for (const other of shards) if (!found.has(other) && cannotBeTold(shard, other)) found.add(other);
  return [...found];
}

function cannotBeTold(a: OldShard, b: OldShard): boolean {
  if (!a.files.some((file) => b.files.includes(file))) return false;
  if (a.facts.tickerless > 0 && b.facts.tickerless > 0) return true;
  const [ofA, ofB] = [rangeOf(a), rangeOf(b)];
  return ofA.some(([from, to]) =>
    ofB.some(([other, end]) => compareTickers(from, end) <= 0 && compareTickers(other, to) <= 0),
  );
}

const rangeOf = ({ facts: { minTicker, maxTicker } }: Source): [string, string][] =>
  minTicker !== null && maxTicker !== null ? [[minTicker, maxTicker]] : [];

/** The rows that a part has in some shards. */
function rowsIn(part: PartSource, shards: readonly OldShard[]): Source[] {
  const ranges = shards.flatMap(rangeOf);
  const only = { ranges, tickerless: shards.some(({ facts }) => facts.tickerless > 0) };
  const isWithin = rangeOf(part).every(([first, last]) =>
    ranges.some(([from, to]) => compareTickers(from, first) <= 0 && compareTickers(last, to) <= 0),
  );
  const hasTickerless = part.facts.tickerless > 0 && only.tickerless;
  if (shards.length > 0 && isWithin && (hasTickerless || part.facts.tickerless === 0)) return [part];
  const clipped: Source = { ...part, only };
  return hasTickerless || extentOf(clipped).length > 0 ? [clipped] : [];
}
