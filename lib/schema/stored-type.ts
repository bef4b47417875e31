import type { ColumnType } from "./contract.ts";
import { findFormat } from "./formats.ts";

/** How a column is kept: in Parquet, and in Postgres when rows are loaded there. */
export interface StoredType {
  parquet: string;
  postgres: string;
}

const STORED: Record<string, StoredType> = {
  VARCHAR: { parquet: "BYTE_ARRAY (STRING)", postgres: "text" },
  BIGINT: { parquet: "INT64", postgres: "bigint" },
  DOUBLE: { parquet: "DOUBLE", postgres: "double precision" },
  BOOLEAN: { parquet: "BOOLEAN", postgres: "boolean" },
  DATE: { parquet: "INT32 (DATE)", postgres: "date" },
  TIME: { parquet: "INT64 (TIME, microseconds)", postgres: "time" },
  TIMESTAMP: { parquet: "INT64 (TIMESTAMP, microseconds)", postgres: "timestamp" },
  "TIMESTAMP WITH TIME ZONE": { parquet: "INT64 (TIMESTAMP, microseconds, UTC)", postgres: "timestamptz" },
};

/** Undefined when the type has no such format. */
export function storedType(type: ColumnType, format: string): StoredType | undefined {
  const duckType = findFormat(type, format)?.sql.type;
  const [, numbers] = /^DECIMAL(\(.*\))$/.exec(duckType ?? "") ?? [];
  if (!numbers || !duckType) return STORED[duckType ?? ""];
  const [precision = 0] = numbers.slice(1).split(",").map(Number.parseFloat);
  const physical = precision > 18 ? "FIXED_LEN_BYTE_ARRAY" : precision > 9 ? "INT64" : "INT32";
  return { parquet: `${physical} (${duckType})`, postgres: `numeric${numbers}` };
}
