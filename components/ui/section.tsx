import { Box, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** A part of a page under its own heading. */
export function Section(props: { title: string; note?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  const heading = useId();
  return (
    <Box component="section" aria-labelledby={heading} mb="xl">
      <Group justify="space-between" align="baseline" mb="xs" gap="xs">
        <Group gap="sm" align="baseline">
          <Title order={2} size="h4" id={heading}>
            {props.title}
          </Title>
          {props.note && (
            <Text size="sm" c="dimmed" className="numbers" component="div">
              {props.note}
            </Text>
          )}
        </Group>
        {props.aside}
      </Group>
      {props.children}
    </Box>
  );
}
