/**
 * How every Parquet file of ours is encoded, in DuckDB's row groups unless its writer needs others: a million rows a group took
 * twice the memory. Version 2 made prices of four decimals half as large again, dictionaries of them twice as large; a higher
 * level of zstd saves a twentieth for twice the time and a seventh for twenty times it. docs/bench.md has the figures.
 */
export const PARQUET_ENCODING = "FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 4096, USE_TMP_FILE false";
