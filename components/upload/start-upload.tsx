"use client";

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formatBytes, plural } from "#lib/platform/format.ts";
import { createDataset } from "#lib/upload/client.ts";
import { NewDataset } from "#lib/upload/contract.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import { proposedName } from "./chosen-files.ts";

interface StartUploadProps {
  sources: Source[];
  onStart: (datasetId: string) => void;
}

/** Names the dataset and begins; nothing exists on the server before. */
export function StartUpload({ sources, onStart }: StartUploadProps) {
  const [typed, setTyped] = useState<string>();
  const name = typed ?? proposedName(sources.map(({ path }) => path));
  const create = useMutation({ mutationFn: createNamed, onSuccess: ({ id }) => onStart(id) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name);
  };
  const bytes = sources.reduce((total, { blob }) => total + blob.size, 0);
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="md">
        <TextInput
          label="Name of the dataset"
          value={name}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          error={create.error?.message}
          maxLength={200}
          style={{ flex: "1 1 280px" }}
        />
        <Button type="submit" loading={create.isPending}>
          Upload {plural(sources.length, "file")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt={6} className="numbers">
        {plural(sources.length, "file")} · {formatBytes(bytes)}
      </Text>
    </form>
  );
}

async function createNamed(name: string) {
  const checked = NewDataset.safeParse({ name });
  if (!checked.success) throw new Error("Give the dataset a name.");
  return createDataset(checked.data.name);
}
