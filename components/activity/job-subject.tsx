import { Text } from "@mantine/core";
import { TextLink } from "#components/ui/links.tsx";
import type { JobView } from "#lib/platform/wire.ts";
import { kindWords } from "./job-words.ts";

/** What a job does and to what, with a link to where its result is. */
export function JobSubject({ job: { kind, subject, about } }: { job: JobView }) {
  if (!about) return kindWords(kind);
  return (
    <>
      <Text span inherit c="dimmed">
        {kindWords(kind)}
      </Text>{" "}
      {kind.startsWith("run.") ? (
        <TextLink href={`/runs/${subject}`}>
          {about.name}, run {subject}
        </TextLink>
      ) : (
        <TextLink href={`/datasets/${about.datasetId}`}>{about.name}</TextLink>
      )}
    </>
  );
}
