export const SECTOR_COLOURS = 12;

/** The sectors people meet most, each with a colour of its own. */
const KNOWN: readonly string[] = [
  "TECHNOLOGY",
  "FINANCE",
  "ENERGY",
  "CONSUMER DURABLES",
  "HEALTH CARE",
  "TRANSPORTATION",
  "CAPITAL GOODS",
  "PUBLIC UTILITIES",
  "BASIC INDUSTRIES",
  "CONSUMER SERVICES",
  "MISCELLANEOUS",
  "CONSUMER NON-DURABLES",
];

/** The place of a sector among the twelve colours: the same name has the same place on every page and in every run. */
export function sectorSlot(sector: string): number {
  const name = sector.trim().toUpperCase();
  const known = KNOWN.indexOf(name);
  return known >= 0 ? known : hash(name) % SECTOR_COLOURS;
}

/** A CSS colour; components/charts/palette.css holds its light and its dark value. */
export const sectorColour = (sector: string): string => `var(--sector-${sectorSlot(sector)})`;

function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum;
}
