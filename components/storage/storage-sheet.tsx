"use client";

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { storageQuery } from "#lib/storage-check/client.ts";
import type { CheckLevel, StorageReport } from "#lib/storage-check/contract.ts";
import { CheckList } from "./check-list.tsx";
import { NotLookedAt } from "./not-looked-at.tsx";
import { Verdict } from "./verdict.tsx";

const CHECKS = 10;

/** What was found of the bucket: what has to be mended first, what is as it should be last. */
export function StorageSheet() {
  const { data, error, isFetching, refetch } = useQuery(storageQuery());
  if (error && !data) return <QueryFailed what="The bucket" error={error} onRetry={refetch} />;
  if (!data) return <Looking />;
  return (
    <>
      {error && (
        <Notice title="The bucket could not be looked at again" tone="warning" isAlert>
          What is shown was found before.
        </Notice>
      )}
      <Verdict report={data} isLooking={isFetching} onLook={refetch} />
      <Part report={data} title="To mend" levels={["bad", "warning"]} />
      <NotLookedAt checks={data.checks} />
      <Part report={data} title="As it should be" levels={["good"]} />
    </>
  );
}

const Looking = () => (
  <>
    <Text size="sm" c="dimmed" mb="md">
      Asking the store. This takes a few seconds at most.
    </Text>
    <WaitingRows what="what the bucket can do" rows={CHECKS} />
  </>
);

interface PartProps {
  report: StorageReport;
  title: string;
  /** In the order in which they come. */
  levels: CheckLevel[];
}

function Part({ report, title, levels }: PartProps) {
  const checks = levels.flatMap((level) => report.checks.filter((check) => check.level === level));
  if (checks.length === 0) return null;
  return (
    <Section title={title}>
      <CheckList checks={checks} />
    </Section>
  );
}
