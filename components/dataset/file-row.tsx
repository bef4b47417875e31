import { Table, Text } from "@mantine/core";
import { NumberCell } from "#components/ui/cells.tsx";
import { Pill, type PillTone } from "#components/ui/pill.tsx";
import { formatBytes, formatCount, UNKNOWN } from "#lib/platform/format.ts";
import type { FileState, FileView } from "#lib/upload/contract.ts";

const STATES: Record<FileState, { words: string; tone: PillTone }> = {
  uploading: { words: "Uploading", tone: "going" },
  uploaded: { words: "Reading a sample", tone: "going" },
  inspected: { words: "To confirm", tone: "ask" },
  confirmed: { words: "Converting", tone: "going" },
  converted: { words: "Converted", tone: "good" },
  failed: { words: "Failed", tone: "bad" },
  cancelled: { words: "Cancelled", tone: "still" },
};

export function FileRow({ file }: { file: FileView }) {
  const { words, tone } = STATES[file.state];
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} miw={220}>
        <span style={{ overflowWrap: "anywhere" }}>{file.path}</span>
        {file.failure && (
          <Text size="sm" c="var(--warning-text)" fw={400}>
            {file.failure}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        <Pill tone={tone}>{words}</Pill>
      </Table.Td>
      <NumberCell>
        {formatBytes(file.bytes)} → {formatBytes(file.parquetBytes)}
      </NumberCell>
      <NumberCell>{formatCount(file.rows?.read)}</NumberCell>
      <NumberCell>{formatCount(file.rows?.good)}</NumberCell>
      <NumberCell>{formatCount(file.rows?.rejected)}</NumberCell>
      <Table.Td>
        {file.sha256 ? (
          <span className="raw" title={file.sha256}>
            {file.sha256.slice(0, 12)}…
          </span>
        ) : (
          UNKNOWN
        )}
      </Table.Td>
    </Table.Tr>
  );
}
