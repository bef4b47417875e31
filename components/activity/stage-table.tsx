import { Table } from "@mantine/core";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { formatBytes, formatCount, formatDuration, UNKNOWN } from "#lib/platform/format.ts";
import type { StageRow } from "./stage-rows.ts";
import classes from "./stage-table.module.css";

/** What a try did, phase by phase, each with its place on the try's time line. */
export const StageTable = ({ label, stages }: { label: string; stages: StageRow[] }) => (
  <ScrollTable label={label} minWidth={780}>
    <Table.Thead>
      <Table.Tr>
        <Head>Phase</Head>
        <Table.Th scope="col" w="34%">
          When
        </Table.Th>
        <NumberHead>Time</NumberHead>
        <NumberHead>Bytes</NumberHead>
        <NumberHead>Rows</NumberHead>
        <NumberHead>Rate</NumberHead>
        <NumberHead>Peak memory</NumberHead>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {stages.map((stage) => (
        <Table.Tr key={stage.phase}>
          <Table.Th scope="row" fw={500} className="nowrap">
            {stage.phase}
          </Table.Th>
          <Table.Td>
            <TimeLine stage={stage} />
          </Table.Td>
          <NumberCell>{formatDuration(stage.ms)}</NumberCell>
          <NumberCell>{formatBytes(stage.bytes)}</NumberCell>
          <NumberCell>{formatCount(stage.rows)}</NumberCell>
          <NumberCell>{stage.rate || UNKNOWN}</NumberCell>
          <NumberCell>{formatBytes(stage.peakBytes)}</NumberCell>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
);

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

const TimeLine = ({ stage: { from, width } }: { stage: StageRow }) => (
  <div
    className={classes.line}
    role="img"
    aria-label={`From ${Math.round(from * 100)} to ${Math.round((from + width) * 100)} % of the try`}
  >
    <div className={classes.bar} style={{ left: percent(from), width: percent(width) }} />
  </div>
);
