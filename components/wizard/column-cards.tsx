"use client";

import { Group, Pagination, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";

type Found = InspectionView["columns"][number];

/** More cards than this come in pages, and can be searched. */
const SHOWN = 20;

/** A card for each column, of hundreds a page at a time. */
export function ColumnCards({
  columns,
  children,
}: {
  columns: readonly Found[];
  children: (found: Found) => ReactNode;
}) {
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(1);
  const sought = search.trim().toLowerCase();
  const matching = sought ? columns.filter(({ source }) => source.toLowerCase().includes(sought)) : columns;
  const pages = Math.max(1, Math.ceil(matching.length / SHOWN));
  const current = Math.min(page, pages);
  const first = (current - 1) * SHOWN;
  if (columns.length <= SHOWN) return columns.map(children);
  return (
    <>
      <TextInput
        label="Find a column"
        value={search}
        onChange={({ currentTarget }) => {
          setSearch(currentTarget.value);
          setPage(1);
        }}
      />
      <Text size="sm" c="dimmed" className="numbers" role="status">
        {matching.length === 0
          ? "No column has such a name."
          : `${formatCount(first + 1)} to ${formatCount(Math.min(first + SHOWN, matching.length))} of ${plural(matching.length, "column")}`}
      </Text>
      {matching.slice(first, first + SHOWN).map(children)}
      {pages > 1 && (
        <Group component="nav" aria-label="Pages of columns">
          <Pagination
            size="sm"
            total={pages}
            value={current}
            onChange={setPage}
            getControlProps={(control) => ({ "aria-label": CONTROLS[control] })}
            getItemProps={(number) => ({ "aria-label": `Page ${number}` })}
          />
        </Group>
      )}
    </>
  );
}

const CONTROLS = { first: "First page", previous: "Page before", next: "Next page", last: "Last page" };
