import type { Steps } from "./day-spelling.ts";

const CLOCK: Record<string, number>[] = [
  { "0-1": 1, "2": 2 },
  { "0-9": 3 },
  { "0-3": 3 },
  { ":": 4 },
  { "0-5": 5 },
  { "0-9": 6 },
];
const SECONDS: Record<string, number>[] = [{ ":": 7 }, { "0-5": 8 }, { "0-9": 9 }, {}];

/** The automaton of a day, one of these characters, and a time of day as hh:mm:ss or hh:mm. */
export function momentSteps(days: Steps, between: string, hasSeconds: boolean): Steps {
  const first = days.steps.length;
  const clock = hasSeconds ? [...CLOCK, ...SECONDS] : [...CLOCK, {}];
  const begins = Object.fromEntries([...between].map((character) => [character, first]));
  const moved = clock.map((step) => Object.fromEntries(Object.entries(step).map(([name, to]) => [name, first + to])));
  const dated = days.steps.map((step, at) => (days.ends.includes(at) ? { ...step, ...begins } : step));
  return { steps: [...dated, ...moved], ends: [first + clock.length - 1] };
}
