"use client";

import { Button, Group, Modal, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { type Dialect, PLAIN_DIALECT } from "#lib/schema/contract.ts";
import { cutFiles } from "#lib/schema/cutting/client.ts";
import { CutEditor } from "./cut-editor.tsx";

/** A file that could not be read as it shows itself is read as a person says. */
export function ReopenFile({ datasetId, fileId, path }: { datasetId: string; fileId: string; path: string }) {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [trial, setTrial] = useState<Dialect>();
  const cutting = useMutation({
    mutationFn: (dialect: Dialect) => cutFiles(datasetId, { fileId, dialect }),
    onSuccess: async () => {
      setOpen(false);
      await client.invalidateQueries({ queryKey: ["inspection", datasetId] });
      await client.invalidateQueries({ queryKey: ["dataset", datasetId] });
    },
  });
  const title = `Read ${path} another way`;
  const close = () => setOpen(false);
  const actions = (canBeCut: boolean, shown: Dialect) => (
    <Group gap="xs" mt="xs">
      <Button size="xs" disabled={!canBeCut} loading={cutting.isPending} onClick={() => cutting.mutate(shown)}>
        Read the file this way
      </Button>
    </Group>
  );
  return (
    <>
      <Button size="compact-xs" variant="subtle" aria-label={title} onClick={() => setOpen(true)}>
        Read it another way
      </Button>
      <Modal.Root opened={isOpen} onClose={close} size="min(1100px, 95vw)" transitionProps={{ duration: 0 }}>
        <Modal.Overlay />
        <Modal.Content aria-label={title}>
          <Modal.Body>
            <Group justify="space-between" mb="sm" wrap="nowrap">
              <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
                {title}
              </Title>
              <Modal.CloseButton aria-label="Close" />
            </Group>
            <CutEditor
              datasetId={datasetId}
              fileId={fileId}
              current={PLAIN_DIALECT}
              trial={trial}
              onTry={setTrial}
              columns={[]}
              startsOpen
              actions={actions}
            />
            {cutting.error && (
              <Notice tone="warning" title="The file was not read" isAlert>
                {cutting.error.message}
              </Notice>
            )}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
