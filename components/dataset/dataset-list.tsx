"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { datasetsQuery } from "#lib/upload/client.ts";
import { DatasetTable } from "./dataset-table.tsx";

export function DatasetList() {
  const { data, error, refetch } = useQuery(datasetsQuery());
  if (error && !data) return <QueryFailed what="The datasets" error={error} onRetry={refetch} />;
  if (!data) return <WaitingRows what="the datasets" />;
  if (data.datasets.length === 0) return <NoDatasets />;
  return <DatasetTable datasets={data.datasets} />;
}

const NoDatasets = () => (
  <StateMessage
    title="Start with the files you have"
    action={
      <ButtonLink href="/datasets/new" mt="sm">
        New dataset
      </ButtonLink>
    }
  >
    Drop CSV files of daily prices, confirm what their columns mean, and look at what a strategy would have earned over
    all of them. The files stay as they are; everything is made beside them.
  </StateMessage>
);
