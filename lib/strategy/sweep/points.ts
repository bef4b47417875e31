import { AppError } from "#lib/platform/errors.ts";
import { StrategyParams } from "../contract.ts";
import { PRESETS } from "../presets.ts";
import { MAX_POINTS, type SweepRequest } from "./contract.ts";

/** Every combination of the values, each once, the last parameter changing fastest. Throws a sentence for too many or none that can be. */
export function pointsOf({ preset, set, vary }: SweepRequest): StrategyParams[] {
  const axes = Object.entries(vary).map(([name, values]) => ({ name, values: [...new Set<unknown>(values)] }));
  const tried = axes.reduce((product, { values }) => product * values.length, 1);
  if (tried > MAX_POINTS)
    throw refuse(
      `These values make ${tried.toLocaleString("en")} combinations; at most ${MAX_POINTS.toLocaleString("en")} are tried at once. Leave some out.`,
    );
  const combined = axes.reduce<Record<string, unknown>[]>(
    (points, { name, values }) => points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{ ...PRESETS[preset], ...set }],
  );
  return combined.map(pointOf);
}

function pointOf(values: Record<string, unknown>): StrategyParams {
  const params = StrategyParams.parse(values);
  if (params.bandMin !== null && params.bandMax !== null && params.bandMin > params.bandMax)
    throw refuse(`A price band from ${params.bandMin} to ${params.bandMax} holds no price.`);
  return params;
}

const refuse = (sentence: string): AppError => new AppError("invalid_input", sentence);
