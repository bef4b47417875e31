import { AppError } from "#lib/platform/errors.ts";

/** A value of Thrift's compact protocol, in which the footer of a Parquet file is written. */
export type Value =
  | { is: "bool"; value: boolean }
  | { is: "int"; width: IntWidth; value: number }
  | { is: "double"; bytes: Buffer }
  | { is: "binary"; value: Buffer }
  | { is: "list"; of: number; items: Value[] }
  | { is: "struct"; fields: Struct };

/** Fields by their numbers, in the order in which they were written. */
export type Struct = Map<number, Value>;

type IntWidth = 3 | 4 | 5 | 6;

const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** Reads values one after another; `at` is where the next one begins. */
export class ThriftReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  struct(): Struct {
    const fields: Struct = new Map();
    for (let header = this.field(0); header; header = this.field(header.id))
      fields.set(header.id, this.value(header.type));
    return fields;
  }

  /** The header of a struct's next field; undefined at the struct's end. */
  field(previous: number): { id: number; type: number } | undefined {
    const byte = this.byte();
    if (byte === STOP) return undefined;
    const step = byte >> 4;
    return { id: step > 0 ? previous + step : this.zigzag(), type: byte & 15 };
  }

  listHeader(): { size: number; of: number } {
    const byte = this.byte();
    const size = byte >> 4;
    return { size: size < 15 ? size : this.varint(), of: byte & 15 };
  }

  value(type: number): Value {
    if (type === TRUE || type === FALSE) return { is: "bool", value: type === TRUE };
    if (type === BYTE) return { is: "int", width: BYTE, value: (this.byte() << 24) >> 24 };
    if (type === 4 || type === 5 || type === 6) return { is: "int", width: type, value: this.zigzag() };
    if (type === DOUBLE) return { is: "double", bytes: this.take(8) };
    if (type === BINARY) return { is: "binary", value: this.take(this.varint()) };
    if (type === LIST) return this.list();
    if (type === STRUCT) return { is: "struct", fields: this.struct() };
    throw unreadable(`type ${type}`);
  }

  private list(): Value {
    const { size, of } = this.listHeader();
    // In a list a boolean is a byte of its own.
    const item = of === TRUE || of === FALSE ? () => this.value(this.byte()) : () => this.value(of);
    return { is: "list", of, items: Array.from({ length: size }, item) };
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw unreadable("end of bytes");
    return byte;
  }

  private take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw unreadable("end of bytes");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) throw unreadable("a number of more than 53 bits");
      if (byte < 128) return value;
    }
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** The bytes of a struct. */
export function writeStruct(fields: Struct): Buffer {
  const out: Buffer[] = [];
  putStruct(out, fields);
  return Buffer.concat(out);
}

function putStruct(out: Buffer[], fields: Struct): void {
  let previous = 0;
  for (const [id, value] of fields) {
    const step = id - previous;
    const type = typeOf(value);
    out.push(step > 0 && step < 16 ? Buffer.of((step << 4) | type) : Buffer.concat([Buffer.of(type), zigzag(id)]));
    if (value.is !== "bool") putValue(out, value);
    previous = id;
  }
  out.push(Buffer.of(STOP));
}

function putValue(out: Buffer[], value: Value): void {
  if (value.is === "bool") out.push(Buffer.of(value.value ? TRUE : FALSE));
  if (value.is === "int") out.push(value.width === BYTE ? Buffer.of(value.value & 255) : zigzag(value.value));
  if (value.is === "double") out.push(value.bytes);
  if (value.is === "binary") out.push(varint(value.value.length), value.value);
  if (value.is === "struct") putStruct(out, value.fields);
  if (value.is !== "list") return;
  const { of, items } = value;
  out.push(
    items.length < 15
      ? Buffer.of((items.length << 4) | of)
      : Buffer.concat([Buffer.of(240 | of), varint(items.length)]),
  );
  for (const item of items) putValue(out, item);
}

function typeOf(value: Value): number {
  if (value.is === "bool") return value.value ? TRUE : FALSE;
  if (value.is === "int") return value.width;
  return { double: DOUBLE, binary: BINARY, list: LIST, struct: STRUCT }[value.is];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

const zigzag = (value: number): Buffer => varint(value < 0 ? -value * 2 - 1 : value * 2);

const unreadable = (cause: string): AppError =>
  new AppError("engine_failed", "A Parquet file's footer cannot be read. Convert the file again.", { cause });
