import { UNANSWERED } from "./contract.ts";
import { headerSignature, normalName } from "./header.ts";
import type { InspectedColumn, Inspection } from "./inspection.ts";
import type { FileGroup } from "./inspection-view.ts";
import type { InspectedFile } from "./queries.ts";

const MAX_GROUPS = 20;
const EXAMPLES = 3;

type Way = FileGroup["retyped"][number]["usual"];

/** Files by the columns they have, whatever their order; the largest group first, to which the others are compared. */
export function groupFiles(files: readonly InspectedFile[]): FileGroup[] {
  const [main, ...others] = bySignature(files, ({ inspection }) => inspection).slice(0, MAX_GROUPS);
  const usual = main?.[0]?.inspection.columns;
  return main && usual ? [main, ...others].map((group) => compare(group, usual)) : [];
}

/** The columns that most files have. */
export const usualColumns = (inspections: readonly Inspection[]): InspectedColumn[] =>
  bySignature(inspections, (inspection) => inspection)[0]?.[0]?.columns ?? [];

function bySignature<Item>(items: readonly Item[], inspectionOf: (item: Item) => Inspection): Item[][] {
  const signature = (item: Item) => headerSignature(inspectionOf(item).columns.map(({ source }) => source));
  return [...Map.groupBy(items, signature).values()].sort((a, b) => b.length - a.length);
}

function compare(group: readonly InspectedFile[], usual: readonly InspectedColumn[]): FileGroup {
  const here = group[0]?.inspection.columns ?? [];
  const missing = usual.filter(({ source }) => !find(here, source));
  const extra = here.filter(({ source }) => !find(usual, source));
  return {
    files: group.length,
    examples: group.slice(0, EXAMPLES).map(({ path }) => path),
    missing: missing.map(({ source }) => source),
    extra: extra.map(({ source }) => source),
    renamed: missing.flatMap((from) => {
      const to = extra.find((other) => isSimilar(from.source, other.source) || hasSamePlace(from, usual, other, here));
      return to ? [{ from: from.source, to: to.source }] : [];
    }),
    retyped: retypedIn(
      group.map(({ inspection }) => inspection),
      usual,
    ),
    isReordered: group.some(({ inspection }) => hasOtherOrder(inspection.columns, usual)),
  };
}

const find = (columns: readonly InspectedColumn[], source: string): InspectedColumn | undefined =>
  columns.find((column) => normalName(column.source) === normalName(source));

function isSimilar(one: string, other: string): boolean {
  const [short = "", long = ""] = [normalName(one), normalName(other)].sort((a, b) => a.length - b.length);
  return short.length >= 3 && long.includes(short);
}

const hasSamePlace = (
  from: InspectedColumn,
  usual: readonly InspectedColumn[],
  to: InspectedColumn,
  here: readonly InspectedColumn[],
): boolean =>
  usual.length === here.length && usual.indexOf(from) === here.indexOf(to) && from.proposed.type === to.proposed.type;

/** The columns of some files that look like something else than they usually are, each as the first such file has it. */
export function retypedIn(inspections: readonly Inspection[], usual: readonly InspectedColumn[]): FileGroup["retyped"] {
  return usual.flatMap(({ source, proposed, values }) => {
    const way = { type: proposed.type, format: proposed.format };
    const others = inspections
      .flatMap(({ columns }) => find(columns, source) ?? [])
      .filter((column) => values > 0 && isOther(column, way));
    const [first] = others;
    if (!first) return [];
    const { type, format } = first.proposed;
    const misfits = others.reduce((sum, column) => sum + misfitsUnder(column, way), 0);
    return [{ source, usual: way, here: { type, format }, files: others.length, misfits }];
  });
}

/** Values that fit the usual type all the same are no difference: whole numbers are numbers. */
function isOther(column: InspectedColumn, usual: Way): boolean {
  const { type, format } = column.proposed;
  if (usual.format === UNANSWERED) return column.values > 0 && type !== usual.type;
  return (type !== usual.type || format !== usual.format) && misfitsUnder(column, usual) > 0;
}

/** A way that is not among the candidates fitted nothing. */
function misfitsUnder({ candidates, values, standIns }: InspectedColumn, { type, format }: Way): number {
  if (type === "text" || format === UNANSWERED) return 0;
  const counted = candidates.find((candidate) => candidate.type === type && candidate.format === format);
  return counted ? counted.misfits : values - (standIns?.count ?? 0);
}

/** Of the columns that both have. */
function hasOtherOrder(here: readonly InspectedColumn[], usual: readonly InspectedColumn[]): boolean {
  const order = (columns: readonly InspectedColumn[], others: readonly InspectedColumn[]) =>
    columns.filter(({ source }) => find(others, source)).map(({ source }) => normalName(source));
  return order(here, usual).join("\n") !== order(usual, here).join("\n");
}
