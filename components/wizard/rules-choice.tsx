import { Box, NumberInput, Radio, SimpleGrid, Stack, Text } from "@mantine/core";
import { Fragment } from "react";
import { Section } from "#components/ui/section.tsx";
import { hasTickerAndDate as isCountable, repeatsRequest } from "#lib/convert/repeats/keys.ts";
import { DuplicateRule, ErrorRule, ExtraRule, type Recipe } from "#lib/schema/contract.ts";
import type { Draft } from "./draft.ts";
import { EXTRA_WORDS } from "./extra-words.ts";
import { Repeats } from "./repeats.tsx";
import { DUPLICATE_WORDS, ERROR_WORDS } from "./rule-words.ts";

interface RulesChoiceProps {
  datasetId: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** What becomes of values that do not fit, and of rows that repeat a ticker and day. */
export function RulesChoice({ datasetId, draft, onChange }: RulesChoiceProps) {
  const { recipe } = draft;
  const request = repeatsRequest(recipe);
  const change = (rules: Pick<Recipe, "errors" | "duplicates" | "drift">) =>
    onChange({ ...draft, recipe: { ...recipe, ...rules } });
  const errors = recipe.errors ?? ErrorRule.parse({ policy: "keep" });
  return (
    <Section title="When something does not fit">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Radio.Group
          label="Values that do not fit their column"
          value={errors.policy}
          onChange={(policy) => change({ errors: ErrorRule.parse({ ...errors, policy }) })}
        >
          <Stack gap="sm" mt="xs">
            {ErrorRule.shape.policy.options.map((policy) => (
              <Fragment key={policy}>
                <Radio value={policy} label={ERROR_WORDS[policy].name} description={ERROR_WORDS[policy].meaning} />
                {policy === "stop" && errors.policy === "stop" && (
                  <Budget budget={errors.budget} onChange={(budget) => change({ errors: { ...errors, budget } })} />
                )}
              </Fragment>
            ))}
          </Stack>
        </Radio.Group>
        {hasTickerAndDate(recipe) && (
          <div>
            {request && isCountable(request) ? (
              <Repeats datasetId={datasetId} request={request} />
            ) : (
              <Text size="sm" c="dimmed" mb="md">
                The ticker is looked up: such rows are counted when the files are converted.
              </Text>
            )}
            <Radio.Group
              label="Rows with the same ticker and date"
              value={recipe.duplicates ?? "count"}
              onChange={(rule) => change({ duplicates: DuplicateRule.parse(rule) })}
            >
              <Stack gap="sm" mt="xs">
                {DuplicateRule.options.map((rule) => (
                  <Radio
                    key={rule}
                    value={rule}
                    label={DUPLICATE_WORDS[rule].name}
                    description={DUPLICATE_WORDS[rule].meaning}
                  />
                ))}
              </Stack>
            </Radio.Group>
          </div>
        )}
        <Radio.Group
          label="Columns of later files that nobody has confirmed"
          value={recipe.drift?.extra ?? "freeze"}
          onChange={(rule) => change({ drift: { extra: ExtraRule.parse(rule) } })}
        >
          <Stack gap="sm" mt="xs">
            {ExtraRule.options.map((rule) => (
              <Radio key={rule} value={rule} label={EXTRA_WORDS[rule].name} description={EXTRA_WORDS[rule].meaning} />
            ))}
          </Stack>
        </Radio.Group>
      </SimpleGrid>
    </Section>
  );
}

const Budget = ({ budget, onChange }: { budget: number; onChange: (budget: number) => void }) => (
  <Box pl={32}>
    <NumberInput
      label="More than this share of all rows is too many"
      suffix=" %"
      maw={340}
      min={0}
      max={100}
      step={0.1}
      decimalScale={4}
      value={Number((budget * 100).toFixed(4))}
      onChange={(percent) => onChange(Math.min(1, Math.max(0, Number(percent) / 100)))}
    />
  </Box>
);

function hasTickerAndDate({ columns, derived }: Draft["recipe"]): boolean {
  const roles = [...columns.filter(({ ignored }) => !ignored), ...derived].map(({ role }) => role);
  return roles.includes("ticker") && roles.includes("date");
}
