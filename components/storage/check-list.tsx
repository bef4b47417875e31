import { Text } from "@mantine/core";
import { Pill, type PillTone } from "#components/ui/pill.tsx";
import type { CheckLevel, StorageCheck } from "#lib/storage-check/contract.ts";
import classes from "./check-list.module.css";
import { FixFiles } from "./fix-files.tsx";

const PILLS: Record<CheckLevel, { tone: PillTone; word: string }> = {
  good: { tone: "good", word: "Good" },
  warning: { tone: "ask", word: "Warning" },
  bad: { tone: "bad", word: "Bad" },
  unknown: { tone: "still", word: "Unknown" },
};

export const CheckList = ({ checks }: { checks: StorageCheck[] }) => (
  <ul className={classes.list}>
    {checks.map((check) => (
      <CheckItem key={check.id} check={check} />
    ))}
  </ul>
);

/** One check: its name, how it came out, the sentence, and below it how to mend it. */
function CheckItem({ check: { title, level, sentence, mend, fix } }: { check: StorageCheck }) {
  const { tone, word } = PILLS[level];
  return (
    <li className={classes.check}>
      <Text component="h3" size="sm" fw={600} className={classes.title}>
        {title}
      </Text>
      <div className={classes.state}>
        <Pill tone={tone}>{word}</Pill>
      </div>
      <div className={classes.found}>
        <Text size="sm" maw="80ch">
          {sentence}
        </Text>
        {mend && (
          <Text size="sm" mt={4} maw="80ch">
            <strong>To mend it:</strong> {mend}
          </Text>
        )}
        {fix && <FixFiles fix={fix} />}
      </div>
    </li>
  );
}
