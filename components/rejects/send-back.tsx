"use client";

import { Button, FileButton, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { sendCorrections } from "#lib/convert/client.ts";
import type { CorrectionsTaken } from "#lib/convert/contract.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import { datasetQuery } from "#lib/upload/client.ts";

/** Takes the downloaded file back once it was corrected. */
export function SendBack({ datasetId }: { datasetId: string }) {
  const queries = useQueryClient();
  const hydrated = useHydrated();
  const send = useMutation({
    mutationFn: (file: Blob) => sendCorrections(datasetId, file),
    onSuccess: () => queries.invalidateQueries({ queryKey: datasetQuery(datasetId).queryKey }),
  });
  return (
    <Section title="Send them back corrected">
      <p className="meaning">
        Open the download in a spreadsheet. Where a column is named, correct its <strong>value</strong>; where none is,
        correct the <strong>line</strong>, which is the whole row. Leave file, row and column as they are, save it as
        CSV, and send it here. Rows you do not change stay rejected, good rows are never touched, and sending the same
        file twice changes nothing.
      </p>
      <Group mb="md">
        <FileButton
          accept=".csv,text/csv"
          inputProps={{ "aria-label": "Corrected rows, a CSV file" }}
          onChange={(file) => file && send.mutate(file)}
        >
          {(props) => (
            <Button variant="default" loading={send.isPending} disabled={!hydrated} {...props}>
              Send corrected rows
            </Button>
          )}
        </FileButton>
      </Group>
      {send.error && (
        <Notice tone="warning" title="Nothing was taken" isAlert>
          {send.error.message}
        </Notice>
      )}
      {send.data && <Taken taken={send.data} />}
    </Section>
  );
}

function Taken({ taken: { taken, unchanged, files, refused, refusals } }: { taken: CorrectionsTaken }) {
  const still = unchanged > 0 ? ` ${plural(unchanged, "row was", "rows were")} sent before or not changed.` : "";
  const words =
    taken > 0 ? `${plural(files, "file is", "files are")} converted again with them.${still}` : still.trim();
  return (
    <Notice tone={refusals > 0 ? "warning" : "note"} title={`${plural(taken, "corrected row")} taken`} isAlert>
      {words}
      {refusals > 0 && (
        <>
          <Text size="sm" mt="xs">
            {plural(refusals, "row was", "rows were")} refused:
          </Text>
          <ul className="plain-list">
            {refused.map(({ file, row, sentence }) => (
              <li key={`${file} ${row}`}>
                {file}, row {formatCount(row)}: {sentence}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}
