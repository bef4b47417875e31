import { Button, Drawer, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { plural } from "#lib/platform/format.ts";
import type { FilterBarProps } from "./filter-bar.tsx";
import { PeriodChoices } from "./period-choices.tsx";
import { PeriodSlider } from "./period-slider.tsx";
import { SectorChoices } from "./sector-choices.tsx";
import { TickerChoices } from "./ticker-choices.tsx";
import type { View } from "./use-view.ts";

/** All filters below each other, for narrow screens. */
export function FilterDrawer({ base, options, dashboard, view }: FilterBarProps) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        {view.isFiltered ? `Filters (${filterWords(view)})` : "Filters"}
      </Button>
      <Drawer opened={isOpen} onClose={close} title="Filters" position="bottom" size="90%">
        <Stack gap="lg">
          {options.period && (
            <Part name="Period">
              <PeriodSlider period={options.period} view={view} />
              <PeriodChoices period={options.period} view={view} />
            </Part>
          )}
          <Part name="Sectors">
            <SectorChoices options={options} dashboard={dashboard} view={view} />
          </Part>
          <Part name="Tickers">
            <TickerChoices base={base} view={view} />
          </Part>
          <Button onClick={close} pos="sticky" bottom={16}>
            Show {plural(dashboard.totals.trades, "trade")}
          </Button>
        </Stack>
      </Drawer>
    </>
  );
}

const Part = ({ name, children }: { name: string; children: ReactNode }) => (
  <section>
    <Title order={3} size="h5" mb="xs">
      {name}
    </Title>
    {children}
  </section>
);

const filterWords = ({ filter: { sectors, tickers, from, to } }: View): string =>
  [
    sectors.length > 0 ? plural(sectors.length, "sector") : "",
    tickers.length > 0 ? plural(tickers.length, "ticker") : "",
    from || to ? "dates" : "",
  ]
    .filter(Boolean)
    .join(", ");
