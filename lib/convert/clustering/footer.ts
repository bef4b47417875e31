import { AppError } from "#lib/platform/errors.ts";
import { type Struct, ThriftReader, type Value, writeStruct } from "./thrift.ts";

/** What the last bytes of a Parquet file say about it. */
export interface Footer {
  /** Equal for files whose row groups may stand in one file. */
  schema: Buffer;
  groups: RowGroup[];
}

/** A row group: its rows, where its bytes lie, and what the statistics say of the columns that were asked for. */
export interface RowGroup {
  rows: number;
  start: number;
  end: number;
  /** As it stands in the footer. */
  meta: Buffer;
  columns: Map<string, ColumnBounds>;
}

export interface ColumnBounds {
  /** Plain-encoded values; undefined where there are no statistics. */
  min: Buffer | undefined;
  max: Buffer | undefined;
  nulls: number | undefined;
}

export const MAGIC = Buffer.from("PAR1");
/** The footer's length and the magic number. */
export const TAIL_BYTES = 8;

/** How many bytes before the end a footer begins, from a file's last eight bytes. */
export function footerBytes(tail: Buffer): number {
  if (!tail.subarray(-4).equals(MAGIC)) throw damaged("no magic number at the end");
  return tail.readUInt32LE(tail.length - TAIL_BYTES) + TAIL_BYTES;
}

/** Reads a footer without its tail, and the bounds of some columns. */
export function readFooter(bytes: Buffer, columns: readonly string[]): Footer {
  const reader = new ThriftReader(bytes);
  const groups: RowGroup[] = [];
  const kept: Struct = new Map();
  let rows: number | undefined;
  for (let header = reader.field(0); header; header = reader.field(header.id)) {
    if (header.id !== ROW_GROUPS) {
      const value = reader.value(header.type);
      if (header.id === NUM_ROWS) rows = int(value);
      if (SHARED.includes(header.id)) kept.set(header.id, value);
      continue;
    }
    const { size } = reader.listHeader();
    for (let at = 0; at < size; at++) groups.push(readGroup(reader, columns));
  }
  if (rows !== groups.reduce((sum, group) => sum + group.rows, 0)) throw damaged("rows are missing");
  return { schema: writeStruct(kept), groups };
}

/** The end of a file of these row groups, each of which lies `shift` bytes behind where its meta says. */
export function writeFooter(schema: Buffer, groups: { meta: Buffer; rows: number; shift: number }[]): Buffer {
  const shared = new ThriftReader(schema).struct();
  const items = groups.map(
    ({ meta, shift }, ordinal): Value => ({
      is: "struct",
      fields: shifted(new ThriftReader(meta).struct(), shift, ordinal),
    }),
  );
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const footer: Struct = new Map(
    [
      ...shared,
      [CREATED_BY, { is: "binary", value: Buffer.from("parquetry") } satisfies Value] as const,
      [NUM_ROWS, { is: "int", width: 6, value: rows } satisfies Value] as const,
      [ROW_GROUPS, { is: "list", of: 12, items } satisfies Value] as const,
    ].toSorted(([a], [b]) => a - b),
  );
  const bytes = writeStruct(footer);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([bytes, length, MAGIC]);
}

// Field numbers of parquet.thrift. FileMetaData:
const NUM_ROWS = 3;
const ROW_GROUPS = 4;
/** version, schema, column_orders: what a file made of others takes over. */
const SHARED = [1, 2, 7];
const CREATED_BY = 6;
// RowGroup:
const GROUP_COLUMNS = 1;
const GROUP_ROWS = 3;
const GROUP_OFFSET = 5;
const GROUP_ORDINAL = 7;
// ColumnChunk; the page indexes (4 to 7) lie outside the row group and are left behind:
const CHUNK_OFFSET = 2;
const CHUNK_META = 3;
const CHUNK_INDEXES = [4, 5, 6, 7];
// ColumnMetaData; the bloom filter (14, 15) lies outside as well:
const PATH = 3;
const COMPRESSED_BYTES = 7;
const PAGE_OFFSETS = [9, 10, 11];
const DATA_PAGE = 9;
const DICTIONARY_PAGE = 11;
const STATISTICS = 12;
const BLOOM_FILTER = [14, 15];
// Statistics:
const NULLS = 3;
const MAX = 5;
const MIN = 6;

function readGroup(reader: ThriftReader, columns: readonly string[]): RowGroup {
  const from = reader.at;
  const group = reader.struct();
  const metas = list(group.get(GROUP_COLUMNS)).map((chunk) => struct(struct(chunk).get(CHUNK_META)));
  const places = metas.map((meta) => {
    const dictionary = int(meta.get(DICTIONARY_PAGE)) ?? 0;
    const start = Math.min(need(int(meta.get(DATA_PAGE))), dictionary > 0 ? dictionary : Number.POSITIVE_INFINITY);
    return { start, end: start + need(int(meta.get(COMPRESSED_BYTES))) };
  });
  const bounds = metas.flatMap((meta): [string, ColumnBounds][] => {
    const name = list(meta.get(PATH)).map(text).join(".");
    return columns.includes(name) ? [[name, readBounds(meta)]] : [];
  });
  return {
    rows: need(int(group.get(GROUP_ROWS))),
    start: Math.min(...places.map(({ start }) => start)),
    end: Math.max(...places.map(({ end }) => end)),
    meta: reader.bytes.subarray(from, reader.at),
    columns: new Map(bounds),
  };
}

function readBounds(meta: Struct): ColumnBounds {
  const statistics = meta.get(STATISTICS);
  const fields: Struct = statistics ? struct(statistics) : new Map();
  return { min: binary(fields.get(MIN)), max: binary(fields.get(MAX)), nulls: int(fields.get(NULLS)) };
}

function shifted(group: Struct, shift: number, ordinal: number): Struct {
  for (const chunk of list(group.get(GROUP_COLUMNS))) {
    const fields = struct(chunk);
    for (const id of CHUNK_INDEXES) fields.delete(id);
    move(fields, CHUNK_OFFSET, shift);
    const meta = struct(fields.get(CHUNK_META));
    for (const id of BLOOM_FILTER) meta.delete(id);
    for (const id of PAGE_OFFSETS) move(meta, id, shift);
  }
  move(group, GROUP_OFFSET, shift);
  if (group.has(GROUP_ORDINAL)) group.set(GROUP_ORDINAL, { is: "int", width: 4, value: ordinal % 32_768 });
  return group;
}

/** An offset of 0 stands for none. */
function move(fields: Struct, id: number, shift: number): void {
  const field = fields.get(id);
  if (field?.is === "int" && field.value > 0) fields.set(id, { ...field, value: field.value + shift });
}

const int = (value: Value | undefined): number | undefined => (value?.is === "int" ? value.value : undefined);
const binary = (value: Value | undefined): Buffer | undefined => (value?.is === "binary" ? value.value : undefined);
const text = (value: Value): string => need(binary(value)).toString("utf8");
const list = (value: Value | undefined): Value[] => (value?.is === "list" ? value.items : []);
const struct = (value: Value | undefined): Struct => need(value?.is === "struct" ? value.fields : undefined);

function need<T>(value: T | undefined): T {
  if (value === undefined) throw damaged("a field is missing");
  return value;
}

const damaged = (cause: string): AppError =>
  new AppError("engine_failed", "A Parquet file's footer cannot be read. Convert the file again.", { cause });
