/** What a spreadsheet would take for a formula, or for the mark before it. */
const isRisky = (text: string): boolean =>
  text.startsWith("'") || (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[0-9]+([.,][0-9]+)*$/.test(text));

/** A text as it is written for spreadsheets: an apostrophe before what would be a formula. `fromSheet` gives the same text back. */
export const forSheet = (text: string): string => (isRisky(text) ? `'${text}` : text);

export const fromSheet = (cell: string): string =>
  cell.startsWith("'") && isRisky(cell.slice(1)) ? cell.slice(1) : cell;
