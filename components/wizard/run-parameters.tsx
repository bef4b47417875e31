"use client";

import { Checkbox, NativeSelect, NumberInput, SimpleGrid } from "@mantine/core";
import { Section } from "#components/ui/section.tsx";
import { StrategyParams } from "#lib/strategy/contract.ts";
import { CALENDAR_WORDS, FILL_WORDS } from "./run-choices.ts";

interface RunParametersProps {
  params: StrategyParams;
  prices: string[];
  onChange: (params: StrategyParams) => void;
}

/** Every parameter with what it means, in the words of the result. */
export function RunParameters({ params, prices, onChange }: RunParametersProps) {
  const set = (change: Partial<StrategyParams>) => onChange({ ...params, ...change });
  return (
    <Section title="Parameters" note="as the preset has them, until you change one">
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" verticalSpacing="md">
        <NumberInput
          label="Amount of a purchase"
          description="In the currency of the prices"
          prefix="$"
          thousandSeparator=","
          min={0.01}
          value={params.amount}
          onChange={(amount) => set({ amount: Number(amount) })}
          required
        />
        <NumberInput
          label="Window"
          description="Rows (trading days) before today in the average"
          min={1}
          max={250}
          allowDecimal={false}
          value={params.window}
          onChange={(window) => set({ window: Number(window) })}
          required
        />
        <NativeSelect
          label="Price column"
          description="What is compared and paid"
          data={[
            { value: "", label: prices[0] ? `${prices[0]} (the price role)` : "The price role" },
            ...prices.slice(1),
          ]}
          value={params.priceColumn}
          onChange={({ currentTarget }) => set({ priceColumn: currentTarget.value })}
        />
        <NativeSelect
          label="First trading day of a month"
          description="Whose calendar decides which day that is"
          data={options(CALENDAR_WORDS)}
          value={params.calendar}
          onChange={({ currentTarget }) => set({ calendar: StrategyParams.shape.calendar.parse(currentTarget.value) })}
        />
        <NativeSelect
          label="Purchase is made"
          description="Which price is paid after a signal"
          data={options(FILL_WORDS)}
          value={params.fill}
          onChange={({ currentTarget }) => set({ fill: StrategyParams.shape.fill.parse(currentTarget.value) })}
        />
        <NumberInput
          label="Costs of a purchase"
          description="Hundredths of a percent of the amount"
          suffix=" bp"
          min={0}
          max={10_000}
          value={params.costBps}
          onChange={(costBps) => set({ costBps: Number(costBps) })}
          required
        />
        <NumberInput
          label="Lowest price"
          description="Rows below are dropped first; empty: no bound"
          min={0}
          value={params.bandMin ?? ""}
          onChange={(value) => set({ bandMin: value === "" ? null : Number(value) })}
        />
        <NumberInput
          label="Highest price"
          description="Rows above are dropped first; empty: no bound"
          min={0}
          thousandSeparator=","
          value={params.bandMax ?? ""}
          onChange={(value) => set({ bandMax: value === "" ? null : Number(value) })}
        />
        <Checkbox
          label="Today joins the average"
          description="Then a short history counts as well, as in the original"
          checked={params.includeToday}
          onChange={({ currentTarget }) => set({ includeToday: currentTarget.checked })}
          mt={{ sm: 26 }}
        />
      </SimpleGrid>
    </Section>
  );
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));
