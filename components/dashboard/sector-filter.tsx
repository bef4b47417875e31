import { Button, Checkbox, Popover, Text } from "@mantine/core";
import { Swatch } from "#components/charts/swatch.tsx";
import { ChevronIcon } from "#components/ui/icons.tsx";
import { sectorColour } from "#lib/charts/sector-colour.ts";
import { formatCount } from "#lib/platform/format.ts";
import type { DashboardView, FilterOptions } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import { toggled, type View } from "./use-view.ts";

interface SectorFilterProps {
  options: FilterOptions;
  dashboard: DashboardView;
  view: View;
}

/** Several sectors at once. Chosen tickers that are known to lie outside of them are let go. */
export function SectorFilter({ options, dashboard, view: { filter, narrow } }: SectorFilterProps) {
  const choose = (sectors: string[]) => narrow({ sectors, tickers: tickersWithin(sectors, filter.tickers, dashboard) });
  return (
    <Popover position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronIcon size={14} />}>
          Sectors{filter.sectors.length > 0 ? ` (${filter.sectors.length})` : ""}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group aria-label="Sectors" value={filter.sectors} className={classes.choices}>
          {options.sectors.map(({ sector, tickers }) => (
            <Checkbox
              key={sector}
              value={sector}
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
        </Checkbox.Group>
        <Button
          mt="xs"
          size="compact-sm"
          variant="subtle"
          disabled={filter.sectors.length === 0}
          onClick={() => choose([])}
        >
          All sectors
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function tickersWithin(sectors: string[], tickers: string[], { best, worst }: DashboardView): string[] {
  if (sectors.length === 0) return tickers;
  const sectorOf = new Map([...best, ...worst].map(({ ticker, sector }) => [ticker, sector]));
  return tickers.filter((ticker) => sectors.includes(sectorOf.get(ticker) ?? sectors[0] ?? ""));
}
