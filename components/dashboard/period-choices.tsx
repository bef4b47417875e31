import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type Bounds, chosenPeriod, inOrder, type PeriodChoice, periodChoices } from "#lib/charts/period.ts";
import { IsoDate } from "#lib/platform/wire.ts";
import type { View } from "./use-view.ts";

interface PeriodChoicesProps {
  period: { from: string; to: string };
  view: View;
}

/** The period by name, or by typed days. */
export function PeriodChoices({ period, view: { filter, narrow } }: PeriodChoicesProps) {
  const { last, decades } = periodChoices(period);
  const chosen = chosenPeriod(period, filter);
  return (
    <Stack gap="sm">
      <Choices choices={last} chosen={chosen} onChoose={narrow} />
      {decades.length > 0 && (
        <>
          <Text size="xs" c="dimmed">
            Decades
          </Text>
          <Choices choices={decades} chosen={chosen} onChoose={narrow} />
        </>
      )}
      <Group grow wrap="nowrap">
        <DayInput
          key={`from ${filter.from}`}
          label="From"
          day={filter.from}
          period={period}
          onDay={(from) => narrow(inOrder({ from, to: filter.to }))}
        />
        <DayInput
          key={`to ${filter.to}`}
          label="To"
          day={filter.to}
          period={period}
          onDay={(to) => narrow(inOrder({ from: filter.from, to }))}
        />
      </Group>
    </Stack>
  );
}

interface ChoicesProps {
  choices: PeriodChoice[];
  chosen: PeriodChoice | undefined;
  onChoose: (bounds: Bounds) => void;
}

const Choices = ({ choices, chosen, onChoose }: ChoicesProps) => (
  <Group gap={4}>
    {choices.map((choice) => (
      <Button
        key={choice.name}
        size="compact-sm"
        variant={choice.name === chosen?.name ? "light" : "default"}
        aria-pressed={choice.name === chosen?.name}
        onClick={() => onChoose(choice.bounds)}
      >
        {choice.name}
      </Button>
    ))}
  </Group>
);

interface DayInputProps {
  label: string;
  day: string | null;
  period: { from: string; to: string };
  onDay: (day: string | null) => void;
}

/** Takes effect when it is left or Enter is pressed, so that a half-typed year narrows nothing. */
function DayInput({ label, day, period, onDay }: DayInputProps) {
  const settle = (typed: string) => {
    const next = IsoDate.safeParse(typed).data ?? null;
    if (next !== day) onDay(next);
  };
  return (
    <TextInput
      type="date"
      size="xs"
      label={label}
      defaultValue={day ?? ""}
      min={period.from}
      max={period.to}
      onBlur={(event) => settle(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && settle(event.currentTarget.value)}
    />
  );
}
