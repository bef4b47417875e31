import { Stack, Text } from "@mantine/core";
import { Announcement } from "#components/ui/announcement.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";

/** `at` is when the server said so (ms). */
export function InspectionProgress({ files, at }: { files: InspectionView["files"]; at: number }) {
  const done = files.inspected + files.failed;
  const total = done + files.waiting;
  const words = `A sample of ${formatCount(done)} of ${plural(total, "file")} has been read`;
  return (
    <Stack gap="xs" maw={640}>
      <Text fw={550} className="numbers">
        {words}
      </Text>
      <Meter label="Files read" done={done} total={total} text={words} />
      <Text size="sm" c="dimmed">
        The columns of all files are shown together as soon as the last sample is in.
      </Text>
      <Announcement text={words} at={at} />
    </Stack>
  );
}
