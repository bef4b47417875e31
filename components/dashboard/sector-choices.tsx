import { Button, Checkbox, Text } from "@mantine/core";
import { Swatch } from "#components/charts/swatch.tsx";
import { sectorColour } from "#lib/charts/sector-colour.ts";
import { formatCount } from "#lib/platform/format.ts";
import type { DashboardView, FilterOptions } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import { toggled, type View } from "./use-view.ts";

interface SectorChoicesProps {
  options: FilterOptions;
  dashboard: DashboardView;
  view: View;
}

/** Several sectors at once. Chosen tickers that are known to lie outside of them are let go. */
export function SectorChoices({ options, dashboard, view: { filter, narrow } }: SectorChoicesProps) {
  const choose = (sectors: string[]) => narrow({ sectors, tickers: tickersWithin(sectors, filter.tickers, dashboard) });
  return (
    <>
      <fieldset aria-label="Sectors" className={classes.choices}>
        {options.sectors.map(({ sector, tickers }) => (
          <Checkbox
            key={sector}
            value={sector}
            checked={filter.sectors.includes(sector)}
            my={6}
            onChange={() => choose(toggled(filter.sectors, sector))}
            label={
              <span className={classes.choice}>
                <Swatch colour={sectorColour(sector)} />
                {sector}
                <Text span size="xs" c="dimmed" className="numbers">
                  {formatCount(tickers)}
                </Text>
              </span>
            }
          />
        ))}
      </fieldset>
      <Button
        mt="xs"
        size="compact-sm"
        variant="subtle"
        disabled={filter.sectors.length === 0}
        onClick={() => choose([])}
      >
        All sectors
      </Button>
    </>
  );
}

function tickersWithin(sectors: string[], tickers: string[], { best, worst }: DashboardView): string[] {
  if (sectors.length === 0) return tickers;
  const sectorOf = new Map([...best, ...worst].map(({ ticker, sector }) => [ticker, sector]));
  return tickers.filter((ticker) => sectors.includes(sectorOf.get(ticker) ?? sectors[0] ?? ""));
}
