import { Text } from "@mantine/core";
import { ShareButton } from "#components/share/share-button.tsx";
import { ButtonLink, TextLink } from "#components/ui/links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";
import { paramWords } from "#lib/charts/run-words.ts";
import { formatMoment } from "#lib/platform/format.ts";
import type { RunView } from "#lib/strategy/contract.ts";
import { ExportMenu } from "./export-menu.tsx";

/** What was run on what, in words. */
export function RunHeader({ run }: { run: RunView }) {
  const isPublished = run.status === "succeeded";
  return (
    <PageTitle
      over={
        <>
          Run {run.id} on <TextLink href={`/datasets/${run.dataset.id}`}>{run.dataset.name}</TextLink>, version{" "}
          {run.dataset.version}
        </>
      }
      title={`${run.strategy}, ${run.preset}`}
      under={
        <>
          <Text size="sm" maw={860}>
            The strategy {paramWords(run.params).join(", ")}.
          </Text>
          <Text size="xs" mt={4}>
            {run.publishedAt
              ? `Published ${formatMoment(run.publishedAt)}`
              : `Asked for ${formatMoment(run.createdAt)}`}
            {" · content hash "}
            <span className="raw" title={run.contentHash}>
              {run.contentHash.slice(0, 12)}
            </span>
          </Text>
        </>
      }
      actions={
        isPublished && (
          <>
            <ButtonLink href={`/datasets/${run.dataset.id}/sweep`} variant="default">
              Try many parameters
            </ButtonLink>
            <ShareButton runId={run.id} />
            <ExportMenu runId={run.id} />
          </>
        )
      }
    />
  );
}
