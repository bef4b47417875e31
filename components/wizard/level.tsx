import { Group } from "@mantine/core";
import { HowComputed } from "#components/ui/how-computed.tsx";
import { Pill } from "#components/ui/pill.tsx";
import type { InspectedColumn } from "#lib/schema/inspection.ts";
import { levelOf } from "./whole-fit.ts";

const LEVELS = {
  proved: { tone: "good", words: "proved" },
  likely: { tone: "still", words: "likely" },
  ambiguous: { tone: "ask", words: "ambiguous" },
} as const;

/** How sure the proposed type of a column is. */
export function Level({ found }: { found: InspectedColumn }) {
  const level = levelOf(found);
  return (
    <Group gap={4}>
      <Pill tone={LEVELS[level].tone}>{LEVELS[level].words}</Pill>
      <HowComputed name={`the certainty of ${found.source}`}>
        Proved: every row of every file was read, every value fits, and no other kind of value fits them all. Likely:
        only samples were read, some values do not fit, or another kind fits as well. Ambiguous: the values can be read
        in more than one way, and a person decides.
      </HowComputed>
    </Group>
  );
}
