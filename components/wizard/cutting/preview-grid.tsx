// biome-ignore-all lint/a11y/useSemanticElements: cells of a table cannot be drawn for the columns in sight alone
"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from "react";
import type { PreviewRow } from "#lib/schema/cutting/contract.ts";
import type { GridColumn } from "./grid-columns.ts";
import { moved, type Place } from "./grid-cursor.ts";
import { PointedCell } from "./pointed-cell.tsx";
import { HALF_PX, PreviewCells } from "./preview-cells.tsx";
import classes from "./preview-grid.module.css";

const ROW_PX = 28;
const NUMBER_PX = 64;

interface PreviewGridProps {
  label: string;
  columns: readonly GridColumn[];
  rows: readonly PreviewRow[];
}

/** Rows of a file, raw and parsed side by side. Draws the columns in sight, of however many; arrow keys move a cursor. */
export function PreviewGrid({ label, columns, rows }: PreviewGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const id = useId();
  const size = { rows: rows.length + 1, columns: 1 + 2 * columns.length };
  const cursor = { row: Math.min(place.row, size.rows - 1), column: Math.min(place.column, size.columns - 1) };
  const cursorColumn = Math.floor((cursor.column - 1) / 2);
  const virtual = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: () => 2 * HALF_PX,
    paddingStart: NUMBER_PX,
    scrollPaddingStart: NUMBER_PX,
    overscan: 1,
    // What the cursor points at must be there to be read aloud.
    rangeExtractor: (range) => [
      ...new Set([...defaultRangeExtractor(range), ...(cursorColumn >= 0 ? [cursorColumn] : [])]),
    ],
  });
  const nameOf = ({ row, column }: Place) => `${id}-${row}-${column}`;
  const goTo = (next: Place) => {
    setPlace(next);
    if (next.column > 0) virtual.scrollToIndex(Math.floor((next.column - 1) / 2));
    if (box.current) showRow(box.current, next.row);
  };
  const press = (event: KeyboardEvent) => {
    const next = moved(cursor, { key: event.key, ctrlKey: event.ctrlKey || event.metaKey }, size);
    if (!next) return;
    event.preventDefault();
    goTo(next);
  };
  const shown = virtual.getVirtualItems().flatMap(({ index, start }) => {
    const column = columns[index];
    return column ? [{ at: index, start, column }] : [];
  });
  const numberOf = (row: number, text: string) => {
    const name = { id: nameOf({ row, column: 0 }), role: row === 0 ? "columnheader" : "rowheader", "aria-colindex": 1 };
    return (
      <div {...name} className={classes.number} data-cursor={cursor.row === row && cursor.column === 0}>
        {text}
      </div>
    );
  };
  const cellsOf = (row: number, cells?: readonly string[]) => (
    <PreviewCells nameOf={nameOf} row={row} cursor={cursor} columns={shown} cells={cells} />
  );
  const pointed = columns[cursorColumn];
  const pointedRow = rows[cursor.row - 1];
  return (
    <>
      <div
        ref={box}
        role="grid"
        aria-label={label}
        aria-readonly="true"
        aria-rowcount={size.rows}
        aria-colcount={size.columns}
        aria-activedescendant={nameOf(cursor)}
        tabIndex={0}
        className={classes.grid}
        onKeyDown={press}
        onClick={(event) => setPlace(placeIn(event, id) ?? cursor)}
      >
        <div role="rowgroup" style={{ width: virtual.getTotalSize() }}>
          <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.row} data-header="true">
            {numberOf(0, "row")}
            {cellsOf(0)}
          </div>
          {rows.map(({ number, cells }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row without a number is known by its place
            <div key={at} role="row" tabIndex={-1} aria-rowindex={at + 2} className={classes.row}>
              {numberOf(at + 1, number?.toLocaleString("en") ?? "later")}
              {cellsOf(at + 1, cells)}
            </div>
          ))}
        </div>
      </div>
      {pointed && pointedRow && <PointedCell column={pointed} row={pointedRow} />}
    </>
  );
}

/** Scrolls no farther than it takes; the header lies over the first row in sight. */
function showRow(box: HTMLDivElement, row: number): void {
  const top = row * ROW_PX;
  if (row > 0 && top - ROW_PX < box.scrollTop) box.scrollTop = top - ROW_PX;
  if (row === 0) box.scrollTop = 0;
  if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight;
}

function placeIn({ target }: MouseEvent, id: string): Place | undefined {
  const cell = target instanceof Element ? target.closest(`[id^="${id}-"]`) : null;
  const [column, row] = cell?.id.split("-").reverse().map(Number) ?? [];
  return row === undefined || column === undefined ? undefined : { row, column };
}
