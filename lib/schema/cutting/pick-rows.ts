import { shortened } from "../fits.ts";
import { findFormat, parseCell } from "../formats.ts";
import { columnNames, normalName, unnamedColumns } from "../header.ts";
import type { Sample } from "../sample.ts";
import type { PreviewRequest, PreviewRow } from "./contract.ts";

const SHOWN = 50;
/** Cells that are read in search of those that do not fit: as many as take a fraction of a second. */
const MAX_CELLS_READ = 400_000;

type Asked = Pick<PreviewRequest, "rows" | "seed" | "columns">;

/** The rows of a sample to show, at most 50. */
export function pickRows(sample: Sample, { rows, seed, columns }: Asked): PreviewRow[] {
  if (rows === "random") return randomPlaces(sample.rows.length, seed).map((at) => rowAt(sample, at));
  if (rows === "misfits") return worstPlaces(sample, columns).map((at) => rowAt(sample, at));
  return sample.rows.slice(0, SHOWN).map((_, at) => rowAt(sample, at));
}

const rowAt = ({ rows, rowNumbers }: Sample, at: number): PreviewRow => ({
  number: rowNumbers[at] ?? null,
  cells: (rows[at] ?? []).map(shortened),
});

/** Different places in their order, the same for the same seed. */
function randomPlaces(count: number, seed: number): number[] {
  if (count <= SHOWN) return Array.from({ length: count }, (_, at) => at);
  const places = new Set<number>();
  for (let state = seed + 1; places.size < SHOWN; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    places.add(Math.floor((state / 2 ** 32) * count));
  }
  return [...places].sort((a, b) => a - b);
}

/** Rows with cells that do not fit, those with most of them first. */
function worstPlaces(sample: Sample, columns: Asked["columns"]): number[] {
  const names = sample.header ? columnNames(sample.header) : unnamedColumns(sample.cells);
  const places = new Map(names.map((name, index) => [normalName(name), index]));
  const read = columns.flatMap((column) => {
    const index = places.get(normalName(column.source));
    const isRead = !column.ignored && column.type !== "text" && findFormat(column.type, column.format);
    return isRead && index !== undefined ? [{ ...column, index }] : [];
  });
  const enough = Math.floor(MAX_CELLS_READ / Math.max(1, read.length));
  const misfits = sample.rows
    .slice(0, enough)
    .map((row) => read.filter((column) => !fits(row[column.index], column)).length);
  return misfits
    .flatMap((count, at) => (count > 0 ? [{ count, at }] : []))
    .sort((a, b) => b.count - a.count || a.at - b.at)
    .slice(0, SHOWN)
    .map(({ at }) => at);
}

const fits = (raw = "", { type, format, nullTokens, trim }: Asked["columns"][number]): boolean =>
  parseCell(raw, type, format, nullTokens, trim).kind !== "misfit";
