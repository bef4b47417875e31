import { AppError } from "#lib/platform/errors.ts";
import { formatCount } from "#lib/platform/format.ts";
import type { ErrorRule } from "#lib/schema/contract.ts";

interface FileRows {
  rowsRead: number;
  rowsRejected: number;
}

/** Throws over_budget when more rows are rejected than the recipe puts up with. */
export function refuseOverBudget(files: readonly FileRows[], rule: ErrorRule | undefined): void {
  if (rule?.policy !== "stop") return;
  const read = files.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  const rejected = files.reduce((sum, { rowsRejected }) => sum + rowsRejected, 0);
  if (rejected <= read * rule.budget) return;
  throw new AppError(
    "over_budget",
    `${formatCount(rejected)} of ${formatCount(read)} rows (${percent(rejected / read)}) do not fit, more than ${percent(rule.budget)}: look at them, send them back corrected, or keep going.`,
  );
}

/** Two digits that say something: 1.6 %, 0.1 %, 0.023 %. */
const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;
