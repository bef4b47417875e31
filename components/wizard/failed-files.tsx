"use client";

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import { filesQuery } from "#lib/upload/client.ts";
import { ReopenFile } from "./cutting/reopen-file.tsx";

const LISTED = 20;

/** Files that cannot go on, each with its sentence; the others do. */
export function FailedFiles({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(filesQuery(datasetId));
  const failed = (data?.files ?? []).filter(({ state }) => state === "failed");
  if (failed.length === 0) return null;
  return (
    <Notice tone="warning" title={`${plural(failed.length, "file")} cannot go on. The others do.`}>
      <ul className="plain-list">
        {failed.slice(0, LISTED).map(({ id, path, failure }) => (
          <li key={id}>
            <Text span fw={600} style={{ overflowWrap: "anywhere" }}>
              {path}
            </Text>
            {": "}
            {failure ?? "It could not be read."} <ReopenFile datasetId={datasetId} fileId={id} path={path} />
          </li>
        ))}
        {failed.length > LISTED && <li>and {plural(failed.length - LISTED, "more file")}</li>}
      </ul>
    </Notice>
  );
}
