import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PageTitleProps {
  title: ReactNode;
  /** What kind of thing this is, or where it belongs. */
  over?: ReactNode;
  /** One line of facts under the title. */
  under?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
}

export function PageTitle({ title, over, under, actions }: PageTitleProps) {
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <Stack gap={2} miw={0}>
        {over && (
          <Text size="sm" c="dimmed" component="div">
            {over}
          </Text>
        )}
        <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
          {title}
        </Title>
        {under && (
          <Text c="dimmed" className="numbers" component="div">
            {under}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
