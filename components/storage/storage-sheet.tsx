"use client";

import { useQuery } from "@tanstack/react-query";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { storageQuery } from "#lib/storage-check/client.ts";
import type { CheckLevel, StorageReport } from "#lib/storage-check/contract.ts";
import { CheckList } from "./check-list.tsx";
import { Verdict } from "./verdict.tsx";

const CHECKS = 10;

/** What was found of the bucket: what has to be mended first, what is as it should be last. */
export function StorageSheet() {
  const { data, error, isFetching, refetch } = useQuery(storageQuery());
  if (error && !data) return <QueryFailed what="The bucket" error={error} onRetry={refetch} />;
  if (!data) return <WaitingRows what="what the bucket can do; it takes a few seconds at most" rows={CHECKS} />;
  return (
    <>
      <Verdict report={data} isLooking={isFetching} onLook={refetch} />
      <Part report={data} title="To mend" levels={["bad", "warning"]} />
      <Part report={data} title="Not looked at" note="until what is above is mended" levels={["unknown"]} />
      <Part report={data} title="As it should be" levels={["good"]} />
    </>
  );
}

interface PartProps {
  report: StorageReport;
  title: string;
  note?: string;
  /** In the order in which they come. */
  levels: CheckLevel[];
}

function Part({ report, title, note, levels }: PartProps) {
  const checks = levels.flatMap((level) => report.checks.filter((check) => check.level === level));
  if (checks.length === 0) return null;
  return (
    <Section title={title} note={note}>
      <CheckList checks={checks} />
    </Section>
  );
}
