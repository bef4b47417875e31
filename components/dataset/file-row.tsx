import { Badge, Table, Text } from "@mantine/core";
import { NumberCell } from "#components/ui/cells.tsx";
import { formatBytes, formatCount, UNKNOWN } from "#lib/platform/format.ts";
import type { FileState, FileView } from "#lib/upload/contract.ts";

const STATES: Record<FileState, { words: string; color: string }> = {
  uploading: { words: "Uploading", color: "oak" },
  uploaded: { words: "Reading a sample", color: "oak" },
  inspected: { words: "To confirm", color: "yellow" },
  confirmed: { words: "Converting", color: "oak" },
  converted: { words: "Converted", color: "blue" },
  failed: { words: "Failed", color: "orange" },
  cancelled: { words: "Cancelled", color: "gray" },
};

export function FileRow({ file }: { file: FileView }) {
  const { words, color } = STATES[file.state];
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
        <Badge variant="light" color={color} tt="none" radius="sm" fw={550}>
          {words}
        </Badge>
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
