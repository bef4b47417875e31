import type { Marks } from "#lib/schema/number-style.ts";
import type { Steps } from "./day-spelling.ts";

type Step = Record<string, number>;

/** States of a whole part: after a minus, after a lone zero, then after so many digits. */
const MINUS = 1;
const ZERO = 2;
const DIGITS = 2;

/** At most so many digits before the point, and after it; and in all, where zeros behind the point count as well. */
export interface Digits {
  whole: number;
  decimals: number;
  all?: number;
}

/** The automaton of numbers without leading zeros. Thousands are kept apart everywhere or nowhere. */
export function numberSteps({ whole, decimals, all }: Digits, { point, group }: Marks): Steps {
  const steps: Step[] = Array.from({ length: DIGITS + whole + 1 }, () => ({}));
  const at = (state: number): Step => steps[state] ?? {};
  const add = (): number => steps.push({}) - 1;
  const ends = [ZERO];
  const digits: number[] = [];
  Object.assign(at(0), { "-": MINUS });
  for (const state of [0, MINUS]) Object.assign(at(state), { "0": ZERO, ...(whole > 0 ? { "1-9": DIGITS + 1 } : {}) });
  for (let count = 1; count <= whole; count++) {
    ends.push(DIGITS + count);
    digits[DIGITS + count] = count;
    if (count < whole) Object.assign(at(DIGITS + count), { "0-9": DIGITS + count + 1 });
  }
  if (group) {
    let before = [1, 2, 3].filter((count) => count <= whole).map((count) => DIGITS + count);
    for (let count = 3; count + 3 <= whole; count += 3) {
      const states = [add(), add(), add(), add()];
      const [apart = 0, one = 0, two = 0, three = 0] = states;
      for (const state of before) at(state)[group] = apart;
      Object.assign(at(apart), { "0-9": one });
      Object.assign(at(one), { "0-9": two });
      Object.assign(at(two), { "0-9": three });
      ends.push(three);
      digits[three] = count + 3;
      before = [three];
    }
  }
  const spent = (state: number) => Math.max(0, decimals + (digits[state] ?? 0) - (all ?? Infinity));
  return decimals > 0 ? withDecimals(steps, ends, { decimals, spent, point }) : { steps, ends };
}

/** A point may stand behind every whole part, with decimals or without; the longest leave room for fewer. */
function withDecimals(
  steps: Step[],
  wholes: number[],
  { decimals, spent, point }: { decimals: number; spent: (whole: number) => number; point: string },
): Steps {
  const first = steps.length;
  const fractions = Array.from(
    { length: decimals + 1 },
    (_, at): Step => (at < decimals ? { "0-9": first + at + 1 } : {}),
  );
  const pointed = steps.map((step, at) => (wholes.includes(at) ? { ...step, [point]: first + spent(at) } : step));
  return { steps: [...pointed, ...fractions], ends: [...wholes, ...fractions.map((_, at) => first + at)] };
}
