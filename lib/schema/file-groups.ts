import type { FileGroup, InspectedColumn } from "./contract.ts";
import { headerSignature, normalName } from "./header.ts";
import type { InspectedFile } from "./queries.ts";

const MAX_GROUPS = 20;
const EXAMPLES = 3;

/** Files by the columns they have, whatever their order; the largest group first, to which the others are compared. */
export function groupFiles(files: readonly InspectedFile[]): FileGroup[] {
  const groups = [...Map.groupBy(files, (file) => headerSignature(sourcesOf(file))).values()];
  const [main, ...others] = groups.sort((a, b) => b.length - a.length).slice(0, MAX_GROUPS);
  const usual = main?.[0]?.inspection.columns;
  return main && usual ? [main, ...others].map((group) => compare(group, usual)) : [];
}

const sourcesOf = ({ inspection }: InspectedFile): string[] => inspection.columns.map(({ source }) => source);

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
    retyped: retypedIn(group, usual),
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

function retypedIn(group: readonly InspectedFile[], usual: readonly InspectedColumn[]): FileGroup["retyped"] {
  return usual.flatMap(({ source, proposed, values }) => {
    const other = group
      .map(({ inspection }) => find(inspection.columns, source))
      .find((column) => column && column.values > 0 && values > 0 && column.proposed.type !== proposed.type);
    return other ? [{ source, usual: proposed.type, here: other.proposed.type }] : [];
  });
}

/** Of the columns that both have. */
function hasOtherOrder(here: readonly InspectedColumn[], usual: readonly InspectedColumn[]): boolean {
  const order = (columns: readonly InspectedColumn[], others: readonly InspectedColumn[]) =>
    columns.filter(({ source }) => find(others, source)).map(({ source }) => normalName(source));
  return order(here, usual).join("\n") !== order(usual, here).join("\n");
}
