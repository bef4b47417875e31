import type { z } from "zod";
import { wrongUsage } from "./failure.ts";

/** What the command line gave, checked. Throws wrong usage that names each option as it is typed. */
export function checkOptions<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  throw wrongUsage(checked.error.issues.map(({ path, message }) => `${flagOf(path)}: ${message}`).join("\n"));
}

function flagOf(path: PropertyKey[]): string {
  const [option, ...inside] = path.map(String);
  const flag = `--${option?.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
  return inside.length > 0 ? `${flag} ${inside.join(".")}` : flag;
}

/** Splits each `name=value` at its last (or first) equals sign; throws wrong usage for one without. */
export function pairsOf(option: string, given: string[], splitAt: "first" | "last"): [string, string][] {
  return given.map((pair) => {
    const at = splitAt === "first" ? pair.indexOf("=") : pair.lastIndexOf("=");
    if (at < 1) throw wrongUsage(`${option}: write it as name=value, not “${pair}”.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

/** For options that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value];
