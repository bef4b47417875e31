import { PARAM_NAMES } from "#lib/charts/sweep-words.ts";
import type { PresetName, StrategyParams } from "#lib/strategy/contract.ts";
import { MAX_POINTS, SweepAxes } from "#lib/strategy/sweep/contract.ts";
import { valuesOf } from "#lib/strategy/sweep/values.ts";

export const TYPED = ["window", "amount", "bandMin", "bandMax", "costBps"] as const;
export type TypedName = (typeof TYPED)[number];

/** What a person typed and ticked; an empty text leaves a parameter as the preset has it. */
export interface SweepChoices {
  preset: PresetName;
  typed: Record<TypedName, string>;
  fills: StrategyParams["fill"][];
}

export const FIRST_CHOICES: SweepChoices = {
  preset: "causal",
  typed: { window: "3..60", amount: "", bandMin: "", bandMax: "", costBps: "" },
  fills: ["same-close"],
};

export interface ReadChoices {
  vary: SweepAxes;
  /** What cannot be read, by parameter. */
  problems: Partial<Record<TypedName, string>>;
  tried: number;
}

/** The choices as the server takes them, with how many parameter sets they make. */
export function readChoices({ typed, fills }: SweepChoices): ReadChoices {
  const problems: ReadChoices["problems"] = {};
  const read: Partial<Record<TypedName, string[]>> = {};
  for (const name of TYPED) {
    if (typed[name].trim() === "") continue;
    const values = valuesOf(typed[name]);
    if (values && SweepAxes.shape[name].safeParse(values).success) read[name] = values;
    else problems[name] = `${PARAM_NAMES[name]}: write values as 3..60, 3..60:3 or 5,20.`;
  }
  const vary = SweepAxes.parse({ ...read, fill: fills.length > 0 ? fills : undefined });
  const tried = Object.values(vary).reduce((product, values) => product * new Set<unknown>(values).size, 1);
  return { vary, problems, tried };
}

export const isTooMany = (tried: number): boolean => tried > MAX_POINTS;
