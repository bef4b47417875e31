import { findFormat } from "../formats.ts";
import { isPlain, numberStyle } from "../number-style.ts";
import { PADDED } from "../numerals.ts";
import type { PlannedColumn } from "./contract.ts";

type Choice = PlannedColumn["formats"][number];

/** Whether a format takes every text that another takes. */
export function isWider({ type, format }: Choice, other: Choice): boolean {
  if (other.type === "integer" && other.format === "123" && takesPlainDigits({ type, format })) return true;
  if (other.type === "decimal" && isPlainDecimal(other.format) && type === "number" && format === "1.5") return true;
  const covered = findFormat(type, format)?.covers;
  if (covered === undefined) return false;
  return (type === other.type && covered === other.format) || isWider({ type, format: covered }, other);
}

const isPlainDecimal = (format: string): boolean => /^[0-9]+,[0-9]+$/.test(format);

function takesPlainDigits({ type, format }: Choice): boolean {
  if (type === "integer") return format === PADDED;
  const style = type === "number" ? numberStyle(format) : undefined;
  return style !== undefined && isPlain(style);
}
