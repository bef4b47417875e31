"use client";

import { Button, Group, Skeleton, Table, Text, Title, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useMemo } from "react";
import { Swatch } from "#components/charts/swatch.tsx";
import { Head, NumberHead } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import type { Tone } from "#lib/charts/chart-model.ts";
import { type ExactNumber, type TradeLine, tradeLine } from "#lib/charts/trade-lines.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import { tradesQuery } from "#lib/results/client.ts";
import type { TradeOrder } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import type { View } from "./use-view.ts";

const PAGE = 100;

interface TradesTableProps {
  base: string;
  view: View;
  /** How many trades pass the filters. */
  total: number;
}

/** Every purchase with its exact values, page after page. */
export function TradesTable({ base, view: { filter, order, sortBy }, total }: TradesTableProps) {
  const trades = useInfiniteQuery(tradesQuery(base, { ...filter, order, limit: PAGE }));
  const heading = useId();
  const lines = useMemo(() => trades.data?.pages.flatMap((page) => page.trades.map(tradeLine)) ?? [], [trades.data]);
  if (trades.isError) return <QueryFailed what="The trades" error={trades.error} onRetry={() => trades.refetch()} />;
  if (trades.isPending) return <Skeleton height={480} radius="sm" />;
  if (total === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id={heading}>
          Trades
        </Title>
        <Text size="sm" c="dimmed" className="numbers" role="status">
          {formatCount(lines.length)} of {plural(total, "trade")} shown
        </Text>
      </Group>
      <ScrollTable
        label="Table of trades"
        minWidth={860}
        maxHeight={640}
        stickyHeader
        aria-labelledby={heading}
        aria-busy={trades.isPlaceholderData}
      >
        <Headings order={order} onSort={sortBy} />
        <Table.Tbody>
          {lines.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </Table.Tbody>
      </ScrollTable>
      {trades.hasNextPage && (
        <Button mt="sm" variant="default" loading={trades.isFetchingNextPage} onClick={() => trades.fetchNextPage()}>
          Show {formatCount(Math.min(PAGE, total - lines.length))} more
        </Button>
      )}
    </section>
  );
}

function Headings({ order, onSort }: { order: TradeOrder; onSort: (order: TradeOrder) => void }) {
  return (
    <Table.Thead>
      <Table.Tr>
        <SortHead
          name="Date"
          direction={order === "date" ? "ascending" : order === "-date" ? "descending" : "none"}
          onPress={() => onSort(order === "date" ? "-date" : "date")}
        />
        <SortHead
          name="Ticker"
          direction={order === "ticker" ? "ascending" : "none"}
          onPress={() => onSort("ticker")}
        />
        <Head>Sector</Head>
        <NumberHead>Price paid</NumberHead>
        <NumberHead>Shares</NumberHead>
        <NumberHead>Last price</NumberHead>
        <NumberHead>PnL</NumberHead>
      </Table.Tr>
    </Table.Thead>
  );
}

const ARROWS = { ascending: "↑", descending: "↓", none: "↕" };

interface SortHeadProps {
  name: string;
  direction: keyof typeof ARROWS;
  onPress: () => void;
}

const SortHead = ({ name, direction, onPress }: SortHeadProps) => (
  <Table.Th scope="col" aria-sort={direction}>
    <UnstyledButton className={classes.sort} onClick={onPress}>
      {name} <span aria-hidden="true">{ARROWS[direction]}</span>
    </UnstyledButton>
  </Table.Th>
);

const Line = ({ line }: { line: TradeLine }) => (
  <Table.Tr>
    <Table.Td className="numbers">{line.date}</Table.Td>
    <Table.Td>{line.ticker}</Table.Td>
    <Table.Td>
      <span className={classes.choice}>
        <Swatch colour={line.colour} />
        {line.sector}
      </span>
    </Table.Td>
    <Exact number={line.price} />
    <Exact number={line.shares} />
    <Exact number={line.lastPrice} />
    <Exact number={line.pnl} tone={line.tone} />
  </Table.Tr>
);

const Exact = ({ number, tone }: { number: ExactNumber; tone?: Tone }) => (
  <Table.Td className={tone ? `number-cell tone-${tone}` : "number-cell"} title={number.exact}>
    {number.text}
  </Table.Td>
);
