import type { TextRecord } from "./records.ts";

const MAX_LINES = 10;
/** What a sum begins with, in the words of those who send most files. */
const SUM =
  /^(?:(?:grand |sub[- ]?)?totals?|sum|summe|gesamt(?:summe)?|somme|suma|totale|итого|всего|合計|合计|总计|小计|average|mean):?$/i;
const ENDING =
  /^(?:end of (?:file|data|report)|eof)\b|^\(?[0-9][0-9,]* (?:rows?|records?|results?)\b|^(?:rows?|records?|count)\s*[:=]/i;
const REMARK = /^(?:sources?|notes?|copyright|©|disclaimer|generated|exported|data (?:provided|from|as of))\b/i;

/** How many of the last records look like a footer: sums, a count of the rows, where the data come from. */
export function footerLength(records: readonly TextRecord[], cells: number): number {
  let length = 0;
  for (const record of records.slice(-MAX_LINES).reverse()) {
    if (!isFooter(record, cells)) break;
    length++;
  }
  return length < records.length ? length : 0;
}

function isFooter({ cells: found }: TextRecord, cells: number): boolean {
  const filled = found.filter((cell) => cell.trim() !== "");
  const [first = ""] = filled.map((cell) => cell.trim());
  if (cells < 2) return false;
  const isAlone = filled.length === 1 && (found.length !== cells || cells > 2);
  const isRemark = REMARK.test(first) && (isAlone || first.includes(":"));
  return SUM.test(first) || isRemark || (isAlone && ENDING.test(first));
}
