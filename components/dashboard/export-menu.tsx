import { Button, Menu } from "@mantine/core";
import { ChevronIcon, DownloadIcon } from "#components/ui/icons.tsx";
import { exportPath } from "#lib/results/client.ts";
import { ExportFormat } from "#lib/results/contract.ts";

const WORDS: Record<ExportFormat, string> = {
  csv: "CSV, for a spreadsheet",
  json: "JSON, for a program",
  parquet: "Parquet, for a query engine",
};

/** All trades of the run, whatever the filters say. */
export function ExportMenu({ runId }: { runId: number }) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<DownloadIcon size={16} />} rightSection={<ChevronIcon size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All trades of the run</Menu.Label>
        {ExportFormat.options.map((format) => (
          <Menu.Item key={format} component="a" href={exportPath(runId, format)} download>
            {WORDS[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
