"use client";

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { dashboardQuery, optionsQuery } from "#lib/results/client.ts";
import type { RunOutcome } from "#lib/strategy/contract.ts";
import { FilterBar } from "./filter-bar.tsx";
import { Findings } from "./findings.tsx";
import { SheetSkeleton } from "./sheet-skeleton.tsx";
import { useView } from "./use-view.ts";

export type Outcome = Pick<RunOutcome, "accounting" | "totals" | "metrics">;

interface SheetProps {
  /** Where the results are read: an owner's or a visitor's address. */
  base: string;
  outcome: Outcome;
  /** What stands in the place of the charts when the run made no trades. */
  empty: ReactNode;
}

/** A run's tear sheet: filters, numbers, charts, trades. The same for the owner and for a visitor. */
export function Sheet({ base, outcome, empty }: SheetProps) {
  const view = useView();
  const options = useQuery(optionsQuery(base));
  const dashboard = useQuery(dashboardQuery(base, view.filter));
  if (outcome.totals.trades === 0) return empty;
  if (options.isError)
    return <QueryFailed what="The filters" error={options.error} onRetry={() => options.refetch()} />;
  if (dashboard.isError)
    return <QueryFailed what="The dashboard" error={dashboard.error} onRetry={() => dashboard.refetch()} />;
  if (!options.data || !dashboard.data) return <SheetSkeleton />;
  return (
    <Stack gap="md">
      <FilterBar base={base} options={options.data} dashboard={dashboard.data} view={view} />
      <Findings
        base={base}
        outcome={outcome}
        dashboard={dashboard.data}
        view={view}
        isOld={dashboard.isPlaceholderData}
      />
    </Stack>
  );
}
