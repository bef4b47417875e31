"use client";

import { Anchor, Button, Center, Group, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Head, NumberHead } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { formatCount, plural } from "#lib/platform/format.ts";
import { filesQuery } from "#lib/upload/client.ts";
import type { FileView, RowCounts } from "#lib/upload/contract.ts";
import { FileRow } from "./file-row.tsx";
import { FilesDrift } from "./files-drift.tsx";

const SHOWN_FIRST = 50;

export function FilesTable({ datasetId, rows }: { datasetId: string; rows: RowCounts }) {
  const { data, error, refetch } = useQuery(filesQuery(datasetId));
  return (
    <Section
      title="Files"
      note={data && formatCount(data.files.length)}
      aside={<MisfitLinks datasetId={datasetId} rows={rows} />}
    >
      {error && !data && <QueryFailed what="The files" error={error} onRetry={refetch} />}
      {!error && !data && <WaitingRows what="the files" />}
      {data && <FilesDrift files={data.files} />}
      {data && <Files files={data.files} />}
    </Section>
  );
}

function MisfitLinks({ datasetId, rows: { rejected, corrected, nulled } }: { datasetId: string; rows: RowCounts }) {
  if (rejected + corrected + nulled === 0) return null;
  return (
    <Group gap="md">
      <TextLink href={`/datasets/${datasetId}/rejects`} size="sm">
        What did not fit
      </TextLink>
      {rejected > 0 && (
        <Anchor href={`/api/datasets/${datasetId}/rejects?excel=1`} download size="sm">
          Download {plural(rejected, "rejected row")} (CSV)
        </Anchor>
      )}
    </Group>
  );
}

function Files({ files }: { files: FileView[] }) {
  const [shown, setShown] = useState(SHOWN_FIRST);
  return (
    <>
      <ScrollTable label="Files" minWidth={900}>
        <Table.Thead>
          <Table.Tr>
            <Head>File</Head>
            <Head>State</Head>
            <NumberHead>Size → Parquet</NumberHead>
            <NumberHead>Rows read</NumberHead>
            <NumberHead>Good</NumberHead>
            <NumberHead>Rejected</NumberHead>
            <Head>Checksum</Head>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {failedFirst(files)
            .slice(0, shown)
            .map((file) => (
              <FileRow key={file.id} file={file} />
            ))}
        </Table.Tbody>
      </ScrollTable>
      {files.length > shown && (
        <Center mt="sm">
          <Button variant="default" onClick={() => setShown(files.length)}>
            Show all {plural(files.length, "file")}
          </Button>
        </Center>
      )}
    </>
  );
}

const failedFirst = (files: FileView[]): FileView[] => [
  ...files.filter(({ state }) => state === "failed"),
  ...files.filter(({ state }) => state !== "failed"),
];
