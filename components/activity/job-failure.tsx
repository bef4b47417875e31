import { Text } from "@mantine/core";
import type { JobView } from "#lib/platform/wire.ts";

/** What went wrong, behind one press: the sentence, and the id under which the log has the cause. */
export const JobFailure = ({ job }: { job: JobView }) => (
  <details>
    <summary className="quiet-summary">What happened</summary>
    <Text size="sm" fw={400} c="var(--warning-text)">
      {job.failure ?? "The job failed without a sentence."}
    </Text>
    <Text size="xs" fw={400} c="dimmed">
      The log has the cause under <span className="raw">{job.id}</span>
    </Text>
  </details>
);
