"use client";

import { Button, Group, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import type { Dialect } from "#lib/schema/contract.ts";
import { cutFiles } from "#lib/schema/cutting/client.ts";
import { filesQuery } from "#lib/upload/client.ts";
import type { Draft } from "../draft.ts";
import { CutEditor } from "./cut-editor.tsx";

const FILES_LISTED = 100;

interface FilePreviewProps {
  datasetId: string;
  draft: Draft;
  /** All files are cut so from now on. */
  onCut: (dialect: Dialect) => void;
}

/** One file of the dataset as it is cut and read; to cut all files otherwise is tried out here. */
export function FilePreview({ datasetId, draft, onCut }: FilePreviewProps) {
  const client = useQueryClient();
  const [fileId, setFileId] = useState<string | null>(null);
  const [trial, setTrial] = useState<Dialect>();
  const { data } = useQuery(filesQuery(datasetId));
  const files = (data?.files ?? []).filter(({ state }) => state !== "failed" && state !== "cancelled");
  const cutting = useMutation({
    mutationFn: (dialect: Dialect) => cutFiles(datasetId, { dialect }),
    onSuccess: async (_, dialect) => {
      onCut(dialect);
      setTrial(undefined);
      await client.invalidateQueries({ queryKey: ["inspection", datasetId] });
      await client.invalidateQueries({ queryKey: ["dataset", datasetId] });
    },
  });
  const actions = (canBeCut: boolean) =>
    trial && (
      <Group gap="xs" mt="xs">
        <Button size="xs" disabled={!canBeCut} loading={cutting.isPending} onClick={() => cutting.mutate(trial)}>
          Cut {files.length > 1 ? `all ${plural(files.length, "file")}` : "the file"} this way
        </Button>
        <Button size="xs" variant="subtle" onClick={() => setTrial(undefined)}>
          Leave it as it was
        </Button>
      </Group>
    );
  return (
    <>
      {files.length > 1 && (
        <Select
          size="xs"
          mb="xs"
          label="File shown"
          placeholder={files[0]?.path}
          data={files.map(({ id, path }) => ({ value: id, label: path }))}
          limit={FILES_LISTED}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Show the first file" }}
          nothingFoundMessage="No file has such a name."
          value={fileId}
          onChange={setFileId}
        />
      )}
      <CutEditor
        datasetId={datasetId}
        fileId={fileId ?? files[0]?.id}
        current={draft.recipe.dialect}
        trial={trial}
        onTry={setTrial}
        columns={draft.recipe.columns}
        actions={actions}
      />
      {cutting.error && (
        <Notice tone="warning" title="The files were not cut otherwise" isAlert>
          {cutting.error.message}
        </Notice>
      )}
    </>
  );
}
