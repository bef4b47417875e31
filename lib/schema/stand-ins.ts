const STAND_INS = new Set([
  ...["NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "NULL", "Null", "null", "None", "none", "\\N", "-", "--", "."],
]);

/** Texts that stand for no value in most files, though NA is a ticker in some. */
export const isStandIn = (text: string): boolean => STAND_INS.has(text);
