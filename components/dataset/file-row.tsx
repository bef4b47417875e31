import { Table, Text } from "@mantine/core";
import { NumberCell } from "#components/ui/cells.tsx";
import { Pill, type PillTone } from "#components/ui/pill.tsx";
import { crc32Words } from "#components/upload/transfer-words.ts";
import { formatBytes, formatCount, plural, UNKNOWN } from "#lib/platform/format.ts";
import type { FileState, FileView, RowCounts } from "#lib/upload/contract.ts";
import { driftSentence } from "#lib/upload/drift-words.ts";

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
        {file.drift && (
          <Text size="sm" c="dimmed" fw={400}>
            {driftSentence(file.drift, file.rows?.good ?? 0)}
          </Text>
        )}
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
      <NumberCell>
        {formatCount(file.rows?.good)}
        {file.rows && (
          <Text size="xs" c="dimmed">
            {ofTheseWords(file.rows)}
          </Text>
        )}
      </NumberCell>
      <NumberCell>{formatCount(file.rows?.rejected)}</NumberCell>
      <Table.Td>
        <Checksum file={file} />
      </Table.Td>
    </Table.Tr>
  );
}

const ofTheseWords = ({ corrected, nulled }: RowCounts): string =>
  [
    ...(corrected > 0 ? [`of these ${formatCount(corrected)} corrected`] : []),
    ...(nulled > 0 ? [`${plural(nulled, "value")} set to null`] : []),
  ].join(", ");

/** The store confirms the CRC-32 when a file arrives; the SHA-256 is taken when it is converted. */
function Checksum({ file: { sha256, crc32 } }: { file: FileView }) {
  const known = [crc32 && `CRC-32 ${crc32Words(crc32)}`, sha256 && `SHA-256 ${sha256}`].filter(Boolean);
  if (known.length === 0) return UNKNOWN;
  const shown = sha256 ? `${sha256.slice(0, 12)}…` : crc32 && crc32Words(crc32);
  return (
    <span className="raw" title={known.join("\n")}>
      {shown}
    </span>
  );
}
