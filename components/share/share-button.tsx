"use client";

import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ShareIcon } from "#components/ui/icons.tsx";
import { ShareDialog } from "./share-dialog.tsx";

/** Opens the dialog that makes links to this run and lists those there are. */
export function ShareButton({ runId }: { runId: number }) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button leftSection={<ShareIcon size={16} />} onClick={open}>
        Share
      </Button>
      <Modal opened={isOpen} onClose={close} title="Share this dashboard" size="xl">
        <ShareDialog runId={runId} />
      </Modal>
    </>
  );
}
