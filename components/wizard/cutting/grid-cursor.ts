/** A cell of a grid: rows from 0 with the header, columns from 0 with the row's number. */
export interface Place {
  row: number;
  column: number;
}

const PAGE_ROWS = 10;

/** Where a key moves the cursor in a grid of this size; undefined when it is no such key. */
export function moved(
  { row, column }: Place,
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  size: { rows: number; columns: number },
): Place | undefined {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const clamped = (place: Place): Place => ({
    row: Math.max(0, Math.min(last.row, place.row)),
    column: Math.max(0, Math.min(last.column, place.column)),
  });
  if (key === "ArrowUp") return clamped({ row: row - 1, column });
  if (key === "ArrowDown") return clamped({ row: row + 1, column });
  if (key === "ArrowLeft") return clamped({ row, column: column - 1 });
  if (key === "ArrowRight") return clamped({ row, column: column + 1 });
  if (key === "PageUp") return clamped({ row: row - PAGE_ROWS, column });
  if (key === "PageDown") return clamped({ row: row + PAGE_ROWS, column });
  if (key === "Home") return clamped({ row: ctrlKey ? 0 : row, column: 0 });
  if (key === "End") return { row: ctrlKey ? last.row : row, column: last.column };
  return undefined;
}
