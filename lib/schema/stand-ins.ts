/** Texts that stand for no value in most files, though NA is a ticker in some. */
export const STAND_INS: readonly string[] = [
  ...["NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "NULL", "Null", "null", "None", "none", "\\N", "-", "--", "."],
];

const KNOWN = new Set(STAND_INS);

export const isStandIn = (text: string): boolean => KNOWN.has(text);
