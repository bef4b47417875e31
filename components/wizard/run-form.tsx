"use client";

import { Button, Group, Radio, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ButtonLink } from "#components/ui/links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { roleColumns } from "#lib/convert/roles.ts";
import { formatCount } from "#lib/platform/format.ts";
import { inspectionQuery } from "#lib/schema/client.ts";
import { startRun } from "#lib/strategy/client.ts";
import { PresetName } from "#lib/strategy/contract.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { VersionView } from "#lib/upload/contract.ts";
import { choicesOf, overrides, PRESET_WORDS, type RunChoices } from "./run-choices.ts";
import { RunParameters } from "./run-parameters.tsx";

const PRESETS_SHOWN: PresetName[] = ["causal", "seed-exact"];

export function RunForm({ datasetId, version }: { datasetId: string; version: VersionView }) {
  const router = useRouter();
  const queries = useQueryClient();
  const [choices, setChoices] = useState<RunChoices>(() => choicesOf("causal"));
  const confirmed = useQuery(inspectionQuery(datasetId)).data?.confirmed;
  const start = useMutation({
    mutationFn: () => startRun(datasetId, { preset: choices.preset, set: overrides(choices) }),
    onSuccess: (run) => {
      queries.invalidateQueries({ queryKey: datasetQuery(datasetId).queryKey });
      router.push(`/runs/${run.id}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Section title="Strategy: moving average">
        <p className="meaning">
          Buys for a fixed amount on the first trading day of a month when a ticker's moving average is below its
          previous close. It never sells, and every purchase is valued at the ticker's last price.
        </p>
        <Radio.Group
          label="Preset"
          value={choices.preset}
          onChange={(preset) => setChoices(choicesOf(PresetName.parse(preset)))}
        >
          <Stack gap="sm" mt="xs">
            {PRESETS_SHOWN.map((preset) => (
              <Radio
                key={preset}
                value={preset}
                label={PRESET_WORDS[preset].name}
                description={PRESET_WORDS[preset].meaning}
              />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
      <RunParameters
        params={choices.params}
        prices={confirmed ? roleColumns(confirmed.recipe).prices : []}
        onChange={(params) => setChoices({ ...choices, params })}
      />
      {start.error && (
        <Notice tone="warning" title="The run did not start" isAlert>
          {start.error.message}
        </Notice>
      )}
      <Group>
        <Button type="submit" size="md" loading={start.isPending || start.isSuccess}>
          Run on {formatCount(version.rows)} rows
        </Button>
        <ButtonLink href={`/datasets/${datasetId}/sweep`} variant="default" size="md">
          Try many parameters
        </ButtonLink>
      </Group>
    </form>
  );
}
