import { Pill, type PillTone } from "#components/ui/pill.tsx";

const STATES = new Map<string, { words: string; tone: PillTone }>([
  ["queued", { words: "Waiting", tone: "still" }],
  ["running", { words: "Running", tone: "going" }],
  ["succeeded", { words: "Published", tone: "good" }],
  ["failed", { words: "Failed", tone: "bad" }],
  ["cancelled", { words: "Cancelled", tone: "still" }],
]);

/** How far a run or a sweep is. */
export function RunState({ state }: { state: string }) {
  const { words, tone } = STATES.get(state) ?? { words: state, tone: "still" };
  return <Pill tone={tone}>{words}</Pill>;
}
