import { wrongUsage } from "./failure.ts";

/** The number of a run as it was typed. */
export function runNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw wrongUsage(`A run is named by its number, as \`parquetry status\` shows it, not “${text}”.`);
  return Number(text);
}
