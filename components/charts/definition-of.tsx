import { Text } from "@mantine/core";
import { HowComputed } from "#components/ui/how-computed.tsx";
import { DEFINITIONS, type Definition, type DefinitionKey } from "#lib/charts/definitions.ts";

/** The meaning of a number, one press away. */
export function DefinitionOf({ name }: { name: DefinitionKey }) {
  const { words, formula, name: title }: Definition = DEFINITIONS[name];
  return (
    <HowComputed name={title}>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      {words}
      {formula && (
        <Text size="xs" ff="monospace" c="dimmed" mt={8}>
          {formula}
        </Text>
      )}
    </HowComputed>
  );
}
