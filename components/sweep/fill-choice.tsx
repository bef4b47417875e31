import { Checkbox, Group } from "@mantine/core";
import { z } from "zod";
import { FILL_WORDS } from "#components/wizard/run-choices.ts";
import { StrategyParams } from "#lib/strategy/contract.ts";

type Fill = StrategyParams["fill"];
const Fills = z.array(StrategyParams.shape.fill);

/** Which prices a purchase may pay; at least one. */
export const FillChoice = ({ value, onChange }: { value: Fill[]; onChange: (value: Fill[]) => void }) => (
  <Checkbox.Group
    mt="md"
    label="Purchase is made"
    value={value}
    error={value.length === 0 && "Choose at least one."}
    onChange={(chosen) => onChange(Fills.parse(chosen))}
  >
    <Group mt="xs" gap="md">
      {StrategyParams.shape.fill.options.map((fill) => (
        <Checkbox key={fill} value={fill} label={FILL_WORDS[fill]} />
      ))}
    </Group>
  </Checkbox.Group>
);
