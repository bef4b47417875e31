"use client";

import { Button, Drawer, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { plural } from "#lib/platform/format.ts";
import type { DashboardView, FilterOptions } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import { PeriodDates } from "./period-dates.tsx";
import { PeriodSlider } from "./period-slider.tsx";
import { SectorFilter } from "./sector-filter.tsx";
import { TickerFilter } from "./ticker-filter.tsx";
import type { View } from "./use-view.ts";

export interface FilterBarProps {
  base: string;
  options: FilterOptions;
  dashboard: DashboardView;
  view: View;
}

/** Sticks to the top of the sheet; on a narrow screen the filters open in a drawer. */
export function FilterBar(props: FilterBarProps) {
  const [isOpen, { open, close }] = useDisclosure();
  const { view } = props;
  return (
    <search className={classes.bar} aria-label="Filters">
      <div className={classes.wide}>
        <Filters {...props} />
      </div>
      <div className={classes.narrow}>
        <Button variant="default" onClick={open}>
          {view.isFiltered ? `Filters (${filterWords(view)})` : "Filters"}
        </Button>
        <Drawer opened={isOpen} onClose={close} title="Filters" position="bottom" size="lg">
          <Stack>
            <Filters {...props} />
            <Button onClick={close}>Show {plural(props.dashboard.totals.trades, "trade")}</Button>
          </Stack>
        </Drawer>
      </div>
      <Button
        variant="subtle"
        color="gray"
        onClick={view.clear}
        style={{ visibility: view.isFiltered ? undefined : "hidden" }}
      >
        Clear
      </Button>
    </search>
  );
}

function Filters({ base, options, dashboard, view }: FilterBarProps) {
  return (
    <>
      <SectorFilter options={options} dashboard={dashboard} view={view} />
      <TickerFilter base={base} view={view} />
      {options.period && (
        <>
          <PeriodSlider period={options.period} view={view} />
          <PeriodDates period={options.period} view={view} />
        </>
      )}
    </>
  );
}

const filterWords = ({ filter: { sectors, tickers, from, to } }: View): string =>
  [
    sectors.length > 0 ? plural(sectors.length, "sector") : "",
    tickers.length > 0 ? plural(tickers.length, "ticker") : "",
    from || to ? "dates" : "",
  ]
    .filter(Boolean)
    .join(", ");
