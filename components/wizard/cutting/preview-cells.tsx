// biome-ignore-all lint/a11y/useSemanticElements: cells of a table cannot be drawn for the columns in sight alone
import { ParsedCell } from "../parsed-cell.tsx";
import { TYPE_WORDS } from "../words.ts";
import type { GridColumn } from "./grid-columns.ts";
import type { Place } from "./grid-cursor.ts";
import classes from "./preview-grid.module.css";

export const HALF_PX = 150;
const NUMERIC = new Set(["integer", "decimal", "number"]);

interface CellsProps {
  /** Names the cells for whoever points at one. */
  nameOf: (place: Place) => string;
  row: number;
  cursor: Place;
  columns: readonly { at: number; start: number; column: GridColumn }[];
  /** The row's cells; none for the header. */
  cells?: readonly string[];
}

/** The cells of one row that are in sight: each as it stands in the file, and as it will be. */
export const PreviewCells = ({ nameOf, row, cursor, columns, cells }: CellsProps) =>
  columns.map(({ at, start, column: { index, source, column } }) => {
    const placed = (half: 0 | 1, className: string | undefined) => ({
      id: nameOf({ row, column: 1 + 2 * at + half }),
      "aria-colindex": 2 + 2 * at + half,
      "data-cursor": cursor.row === row && cursor.column === 1 + 2 * at + half,
      className: `${classes.cell} ${className ?? ""}`,
      style: { left: start + half * HALF_PX, width: HALF_PX },
    });
    const parsed = NUMERIC.has(column.type) ? classes.numeric : "";
    if (!cells)
      return [
        <div key={`${source} raw`} role="columnheader" tabIndex={-1} {...placed(0, classes.raw)} title={source}>
          {source}
        </div>,
        <div key={`${source} parsed`} role="columnheader" tabIndex={-1} {...placed(1, parsed)}>
          <span className={column.ignored ? classes.ignored : undefined}>{column.name || column.source}</span>{" "}
          {column.ignored ? "ignored" : TYPE_WORDS[column.type].toLowerCase()}
        </div>,
      ];
    const raw = cells[index] ?? "";
    return [
      <div key={`${source} raw`} role="gridcell" tabIndex={-1} {...placed(0, classes.raw)} title={raw}>
        {raw}
      </div>,
      <div key={`${source} parsed`} role="gridcell" tabIndex={-1} {...placed(1, parsed)}>
        {column.ignored ? <span className="unvalued">left out</span> : <ParsedCell raw={raw} column={column} />}
      </div>,
    ];
  });
