import { Button, Group, SegmentedControl, Switch, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { plural } from "#lib/platform/format.ts";
import { type Preview, RowChoice } from "#lib/schema/cutting/contract.ts";

interface RowTabsProps {
  rows: RowChoice;
  onRows: (rows: RowChoice) => void;
  onOther: () => void;
  showsIgnored: boolean;
  onShowIgnored: (shows: boolean) => void;
  preview: Preview;
  children: ReactNode;
}

const CHOICES: { value: RowChoice; label: string }[] = [
  { value: "first", label: "First rows" },
  { value: "random", label: "Random rows" },
  { value: "misfits", label: "Rows that do not fit" },
];

/** Which rows of the sample are shown. */
export const RowTabs = ({ rows, onRows, onOther, showsIgnored, onShowIgnored, preview, children }: RowTabsProps) => (
  <>
    <Group gap="sm" mb={6} justify="space-between">
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Rows to show"
          data={CHOICES}
          value={rows}
          transitionDuration={0}
          onChange={(value) => onRows(RowChoice.parse(value))}
        />
        {rows === "random" && (
          <Button size="compact-xs" variant="subtle" onClick={onOther}>
            Other rows
          </Button>
        )}
      </Group>
      <Switch
        size="xs"
        label="Show ignored columns"
        checked={showsIgnored}
        onChange={({ currentTarget }) => onShowIgnored(currentTarget.checked)}
      />
    </Group>
    {preview.rows.length > 0 ? children : <Text c="dimmed">{nothing(rows, preview)}</Text>}
    <Text size="xs" c="dimmed" mt={4} className="numbers">
      From a sample of {plural(preview.sampledRows, "row")} of <span className="raw">{preview.file.path}</span>
    </Text>
  </>
);

function nothing(rows: RowChoice, { problem, sampledRows }: Preview): string {
  if (problem) return "There is nothing to show until the file can be cut.";
  if (sampledRows === 0) return "There is not a single row below the header.";
  return rows === "misfits" ? "Every row of the sample fits." : "There are no rows.";
}
