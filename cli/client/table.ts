const GAP = "  ";

export interface TableColumn {
  title: string;
  /** Numbers stand at the right edge of their column. */
  align?: "right";
}

/** Rows of text under their titles, each column as wide as its widest cell. */
export function formatTable(columns: TableColumn[], rows: string[][]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)));
  const pad = (cell: string, index: number): string => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === "right" ? cell.padStart(width) : cell.padEnd(width);
  };
  return lines.map((cells) => cells.map(pad).join(GAP).trimEnd()).join("\n");
}

/** At most this many characters, with a mark where the rest was. */
export const clipped = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;
