import { Text } from "@mantine/core";
import { Meter } from "#components/ui/meter.tsx";
import { formatBytes, plural } from "#lib/platform/format.ts";
import type { UnfinishedUpload } from "#lib/upload/unfinished-upload.ts";
import classes from "./transfer-row.module.css";
import type { UnfinishedView } from "./use-unfinished.ts";
import { VirtualList } from "./virtual-list.tsx";

/** How far each of the newest unfinished uploads came. */
export function UnfinishedList({ unfinished: { files, newest, elsewhere } }: { unfinished: UnfinishedView }) {
  const more = files.length - newest.length;
  return (
    <>
      {newest.length > 0 && (
        <VirtualList label="Unfinished uploads" items={newest} keyOf={({ fileId }) => fileId}>
          {(upload) => <UnfinishedRow upload={upload} isElsewhere={elsewhere.has(upload.path)} />}
        </VirtualList>
      )}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          and {plural(more, "more file")}
        </Text>
      )}
    </>
  );
}

const UnfinishedRow = ({ upload, isElsewhere }: { upload: UnfinishedUpload; isElsewhere: boolean }) => (
  <>
    <div className={classes.facts}>
      <span className={classes.name} title={upload.path}>
        {upload.path}
      </span>
      <Text size="sm" c="dimmed" className="numbers nowrap">
        {isElsewhere && "Another tab is sending this file · "}
        {formatBytes(upload.arrivedBytes)} of {formatBytes(upload.bytes)} arrived
      </Text>
    </div>
    <Meter label={upload.path} done={upload.arrivedBytes} total={upload.bytes} tone={isElsewhere ? "going" : "still"} />
  </>
);
