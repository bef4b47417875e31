"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { datasetsQuery } from "#lib/upload/client.ts";
import { DatasetTable } from "./dataset-table.tsx";

export function DatasetList() {
  const { data, error, refetch } = useQuery(datasetsQuery());
  const isEmpty = data?.datasets.length === 0;
  return (
    <>
      <PageTitle title="Datasets" actions={!isEmpty && <ButtonLink href="/datasets/new">New dataset</ButtonLink>} />
      {error && !data && <QueryFailed what="The datasets" error={error} onRetry={refetch} />}
      {!error && !data && <WaitingRows what="the datasets" />}
      {isEmpty && <NoDatasets />}
      {data && !isEmpty && <DatasetTable datasets={data.datasets} />}
    </>
  );
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
