"use client";

import { ActionIcon, Group, Text } from "@mantine/core";
import { CloseIcon } from "#components/ui/icons.tsx";
import { formatBytes } from "#lib/platform/format.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import { VirtualList } from "./virtual-list.tsx";

interface ChosenListProps {
  sources: Source[];
  onChange: (sources: Source[]) => void;
}

/** What will be uploaded, while nothing has been. */
export const ChosenList = ({ sources, onChange }: ChosenListProps) => (
  <VirtualList label="Chosen files" items={sources} keyOf={({ path }) => path}>
    {({ path, blob }) => (
      <Group justify="space-between" wrap="nowrap">
        <Text truncate title={path}>
          {path}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" c="dimmed" className="numbers nowrap">
            {formatBytes(blob.size)}
          </Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Leave out ${path}`}
            onClick={() => onChange(sources.filter((source) => source.path !== path))}
          >
            <CloseIcon />
          </ActionIcon>
        </Group>
      </Group>
    )}
  </VirtualList>
);
