import { Text } from "@mantine/core";
import { Section } from "#components/ui/section.tsx";
import { formatBytes, formatDuration, formatMoment } from "#lib/platform/format.ts";
import type { AttemptView } from "#lib/platform/wire.ts";
import { exitWords, stageRows } from "./stage-rows.ts";
import { StageTable } from "./stage-table.tsx";

interface TrySectionProps {
  attempt: AttemptView;
  /** From 1, in the order in which they were made. */
  number: number;
  /** When the server said so (ms). */
  at: number;
}

/** One try at a job: who made it, how it ended, and what it did. */
export function TrySection({ attempt, number, at }: TrySectionProps) {
  const stages = stageRows(attempt, at);
  return (
    <Section title={`Try ${number}`} note={facts(attempt, at)}>
      {attempt.exit === "failed" && (
        <Text size="sm" mb="sm">
          {attempt.failure ?? "Something unforeseen went wrong."} The log has the cause under{" "}
          <span className="raw">{attempt.id}</span>
        </Text>
      )}
      {stages.length > 0 ? (
        <StageTable label={`What try ${number} did`} stages={stages} />
      ) : (
        <Text size="sm" c="dimmed">
          It ended before it could tell what it did.
        </Text>
      )}
    </Section>
  );
}

function facts(attempt: AttemptView, at: number): string {
  const ended = attempt.endedAt ? Date.parse(attempt.endedAt) : at;
  return [
    exitWords(attempt),
    formatDuration(Math.max(0, ended - Date.parse(attempt.startedAt))),
    attempt.worker,
    formatMoment(attempt.startedAt),
    attempt.peakBytes ? `${formatBytes(attempt.peakBytes)} at most` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
