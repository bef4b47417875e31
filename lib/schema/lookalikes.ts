const WHOLE = /^[+-]?[0-9]{19,}$/;
const BROKEN = /^[+\-−]?(?:[0-9]+[.,' ])+[0-9]+$/;

/** More digits than a whole number may have: mostly an identifier. */
export const isLongNumber = (text: string): boolean => WHOLE.test(text);

/** A number with more digits than a DOUBLE keeps, which is 17, zeros at both ends not counted. */
export const losesDigits = (text: string): boolean =>
  (WHOLE.test(text) || BROKEN.test(text)) && text.replace(/[^0-9]/g, "").replace(/^0+|0+$/g, "").length > 17;

/** No program writes a number as 12E45, without a sign or a point; a plus before many digits, where nothing is below zero, begins a telephone number. */
export const areLikeCodes = (texts: readonly string[]): boolean =>
  texts.some((text) => /^[0-9]+[eE][0-9]+$/.test(text)) ||
  (texts.some((text) => /^\+[1-9][0-9]{6,14}$/.test(text)) && !texts.some((text) => /^[-−(]/.test(text)));
