import { z } from "zod";

/** An element that may stand once or several times. */
export function oneOrMore<T extends z.ZodType>(element: T) {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(element));
}

/** An element that may be missing, stand once or several times. */
export function anyNumberOf<T extends z.ZodType>(element: T) {
  return z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(element));
}
