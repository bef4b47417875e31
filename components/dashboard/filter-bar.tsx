"use client";

import { Button } from "@mantine/core";
import { chosenPeriod } from "#lib/charts/period.ts";
import type { DashboardView, FilterOptions } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import { FilterDrawer } from "./filter-drawer.tsx";
import { FilterMenu } from "./filter-menu.tsx";
import { PeriodChoices } from "./period-choices.tsx";
import { PeriodSlider } from "./period-slider.tsx";
import { SectorChoices } from "./sector-choices.tsx";
import { TickerChoices } from "./ticker-choices.tsx";
import type { View } from "./use-view.ts";

export interface FilterBarProps {
  base: string;
  options: FilterOptions;
  dashboard: DashboardView;
  view: View;
}

/** Sticks to the top of the sheet; on a narrow screen the filters open in a drawer. */
export function FilterBar(props: FilterBarProps) {
  const { view } = props;
  return (
    <search className={classes.bar} aria-label="Filters">
      <div className={classes.wide}>
        <Menus {...props} />
      </div>
      <div className={classes.narrow}>
        <FilterDrawer {...props} />
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

function Menus({ base, options, dashboard, view }: FilterBarProps) {
  const { sectors, tickers } = view.filter;
  return (
    <>
      <FilterMenu name={counted("Sectors", sectors)}>
        <SectorChoices options={options} dashboard={dashboard} view={view} />
      </FilterMenu>
      <FilterMenu name={counted("Tickers", tickers)}>
        <TickerChoices base={base} view={view} />
      </FilterMenu>
      {options.period && <PeriodMenu period={options.period} view={view} />}
    </>
  );
}

function PeriodMenu({ period, view }: { period: { from: string; to: string }; view: View }) {
  const name = chosenPeriod(period, view.filter)?.name ?? "Own dates";
  return (
    <>
      <PeriodSlider period={period} view={view} />
      <FilterMenu name={name} label={`Period: ${name}`}>
        <PeriodChoices period={period} view={view} />
      </FilterMenu>
    </>
  );
}

const counted = (name: string, chosen: string[]): string => (chosen.length > 0 ? `${name} (${chosen.length})` : name);
