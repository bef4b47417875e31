import type { Dialect } from "#lib/schema/contract.ts";
import { strictColumn } from "#lib/schema/strict-sql.ts";
import { type LocatedColumn, readCells } from "../convert-sql.ts";
import type { Choice, SortedFormats } from "./planned-columns.ts";

/** Data records of a file or of a part of it, structurally sound, and what is to be counted in them. */
export interface WholeFile {
  path: string;
  /** Of the file as it is stored. */
  bytes: number;
  dialect: Dialect;
  cells: number;
  rows: number;
  /** About how many rows the whole file has, where this is a part of it. */
  allRows: number;
  /** Estimates of different values do not add up: one part's says at least how many there are, and is the dearest of all. */
  isFirst: boolean;
  columns: ReadColumn[];
}

export type ReadColumn = LocatedColumn & SortedFormats;

/** A column's cell and what it is read as, as `readColumns` names them. */
export const cellOf = ({ index }: ReadColumn): string => `c${index}`;
export const typedOf = ({ index }: ReadColumn): string => `v${index}`;

/** Every row's cells and values of these columns, behind `others`. */
export function readColumns(file: WholeFile, columns: readonly ReadColumn[], others: readonly string[] = []): string {
  const types = new Map(columns.map((column) => [column.index, readType(column)]));
  const values = columns.map((column) => `${readValue(column)} AS ${typedOf(column)}`);
  return `SELECT ${[...others, ...columns.map(cellOf), ...values].join(", ")} FROM ${readCells(file, types)}`;
}

const isTyped = ({ spelling, rivals }: ReadColumn): boolean => spelling !== undefined && rivals.length === 0;

const readType = (column: ReadColumn): string => (isTyped(column) && column.spelling?.readAs) || "VARCHAR";

function readValue(column: ReadColumn): string {
  const cell = cellOf(column);
  const { spelling } = column;
  if (isTyped(column) || column.read.type === "text") return cell;
  return spelling ? `TRY_CAST(${cell} AS ${spelling.readAs})` : strictColumn(cell, column.column).value;
}

/** BOOLEAN: a cell, which may be NULL, is a value of a format. */
export const fits = (cell: string, { type, format }: Choice): string =>
  `${cell} IS NOT NULL AND (${strictColumn(cell, { type, format, nullTokens: [] }).value}) IS NOT NULL`;

/** A plain reader finds a value where the strict reading finds none. */
export function isTakenAmiss(cell: string, choice: Choice): string {
  const { duckType } = strictColumn(cell, { ...choice, nullTokens: [] });
  return `NOT (${fits(cell, choice)}) AND TRY_CAST(${cell} AS ${duckType}) IS NOT NULL`;
}
