"use client";

import type { CSSProperties } from "react";
import { NoTrades } from "#components/dashboard/no-trades.tsx";
import { Sheet } from "#components/dashboard/sheet.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";
import { formatDay } from "#lib/platform/format.ts";
import { sharedResults } from "#lib/share/client.ts";
import type { SharedRun } from "#lib/share/contract.ts";

// The filter bar sticks below the application's header, which a visitor does not see.
const WITHOUT_HEADER: CSSProperties & { "--header-height": string } = { "--header-height": "0px" };

/** The same sheet for a visitor: a quiet header, nothing to change, nowhere else to go. */
export function SharedSheet({ token, run }: { token: string; run: SharedRun }) {
  return (
    <div style={WITHOUT_HEADER}>
      <PageTitle
        over="Shared dashboard, read-only"
        title={run.dataset}
        under={`${run.strategy}, ${run.preset} · data version ${run.version} · published ${formatDay(run.publishedAt)} · this link ends on ${formatDay(run.expiresAt)}`}
      />
      <Sheet base={sharedResults(token)} outcome={run} empty={<NoTrades outcome={run} />} />
    </div>
  );
}
