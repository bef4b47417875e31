"use client";

import { Button, Group, NativeSelect, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { TextLink } from "#components/ui/links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { PRESET_WORDS } from "#components/wizard/run-choices.ts";
import { PARAM_NAMES } from "#lib/charts/sweep-words.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import { PresetName } from "#lib/strategy/contract.ts";
import { startSweep } from "#lib/strategy/sweep/client.ts";
import { MAX_POINTS } from "#lib/strategy/sweep/contract.ts";
import { FillChoice } from "./fill-choice.tsx";
import { FIRST_CHOICES, isTooMany, readChoices, TYPED, type TypedName } from "./sweep-choices.ts";

const HINTS: Record<TypedName, string> = {
  window: "Rows before today in the average",
  amount: "In the currency of the prices",
  bandMin: "Each band reads the data once more",
  bandMax: "Each band reads the data once more",
  costBps: "Hundredths of a percent of the amount",
};

export function SweepForm({ datasetId, rows }: { datasetId: string; rows: number }) {
  const router = useRouter();
  const [choices, setChoices] = useState(FIRST_CHOICES);
  const { vary, problems, tried } = readChoices(choices);
  const start = useMutation({
    mutationFn: () => startSweep(datasetId, { preset: choices.preset, vary }),
    onSuccess: ({ id }) => router.push(`/sweeps/${id}`),
  });
  const isReady = Object.keys(problems).length === 0 && choices.fills.length > 0 && !isTooMany(tried);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) start.mutate();
  };
  const type = (name: TypedName, text: string) => setChoices({ ...choices, typed: { ...choices.typed, [name]: text } });
  return (
    <form onSubmit={submit}>
      <Section title="Values to try" note="3..60, 3..60:3 or 5,20; empty: as the preset has it">
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" verticalSpacing="md">
          <NativeSelect
            label="Preset"
            description="Fixes what is not varied"
            data={PresetName.options.map((value) => ({ value, label: PRESET_WORDS[value].name }))}
            value={choices.preset}
            onChange={({ currentTarget }) => setChoices({ ...choices, preset: PresetName.parse(currentTarget.value) })}
          />
          {TYPED.map((name) => (
            <TextInput
              key={name}
              label={PARAM_NAMES[name]}
              description={HINTS[name]}
              value={choices.typed[name]}
              error={problems[name]}
              onChange={({ currentTarget }) => type(name, currentTarget.value)}
            />
          ))}
        </SimpleGrid>
        <FillChoice value={choices.fills} onChange={(fills) => setChoices({ ...choices, fills })} />
      </Section>
      {start.error && (
        <Notice tone="warning" title="The sweep did not start" isAlert>
          {start.error.message}
        </Notice>
      )}
      <Group>
        <Button type="submit" size="md" disabled={!isReady} loading={start.isPending || start.isSuccess}>
          Try {plural(tried, "parameter set")}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {isTooMany(tried)
            ? `At most ${formatCount(MAX_POINTS)} are tried at once. Leave some values out.`
            : `On ${formatCount(rows)} rows.`}
        </Text>
        <TextLink size="sm" href={`/datasets/${datasetId}/run`}>
          Run one instead
        </TextLink>
      </Group>
    </form>
  );
}
