import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { RetryIcon } from "#components/ui/icons.tsx";
import { formatDuration, formatMoment, plural } from "#lib/platform/format.ts";
import type { StorageReport } from "#lib/storage-check/contract.ts";

/** What is shorter is not worth telling. */
const SHORTEST_MS = 100;

interface VerdictProps {
  report: StorageReport;
  isLooking: boolean;
  onLook: () => void;
}

/** Whether uploads work, in a sentence, and what was looked at. */
export const Verdict = ({ report, isLooking, onLook }: VerdictProps) => (
  <Paper withBorder p="md" mb="xl">
    <Group justify="space-between" align="center" gap="md">
      <Stack gap={2} flex={1} miw={260}>
        <Text fw={600} role="status">
          {verdictWords(report)}
        </Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {placeWords(report)}
        </Text>
      </Stack>
      <Button variant="default" leftSection={<RetryIcon size={16} />} loading={isLooking} onClick={onLook}>
        Look again
      </Button>
    </Group>
  </Paper>
);

function verdictWords({ level, checks }: StorageReport): string {
  const count = (wanted: string) => checks.filter((check) => check.level === wanted).length;
  if (level === "good") return "Uploads have everything they need.";
  if (level === "warning") return `Uploads work; ${plural(count("warning"), "thing")} could be better.`;
  return `Uploads cannot work as things are: ${plural(count("bad"), "thing")} to mend.`;
}

const placeWords = ({ bucket, endpoint, region, origin, checkedAt, tookMs }: StorageReport): string =>
  `Bucket ${bucket} at ${endpoint ?? "Amazon S3"} in ${region}, for pages at ${origin}. Looked at ${formatMoment(checkedAt)}, in ${formatDuration(Math.max(tookMs, SHORTEST_MS))}.`;
