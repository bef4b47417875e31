import { Stack } from "@mantine/core";
import { RowAccounting } from "#components/charts/row-accounting.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { accountingModel } from "#lib/charts/row-accounting.ts";
import { whyNoTrades } from "#lib/charts/why-no-trades.ts";
import type { RunView } from "#lib/strategy/contract.ts";
import type { Outcome } from "./sheet.tsx";

/** A run without trades teaches at which step the rows ended. A visitor has no run to change. */
export function NoTrades({ outcome, run }: { outcome: Outcome; run?: RunView }) {
  return (
    <Stack gap="md">
      <StateMessage
        title="This run made no trades"
        action={
          run && (
            <ButtonLink href={`/datasets/${run.dataset.id}/run`} mt="sm">
              Change the parameters
            </ButtonLink>
          )
        }
      >
        {whyNoTrades(outcome.accounting)}
      </StateMessage>
      <RowAccounting model={accountingModel(outcome.accounting)} />
    </Stack>
  );
}
