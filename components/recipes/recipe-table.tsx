import { Anchor, Button, Group, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { formatCount, formatMoment } from "#lib/platform/format.ts";
import { recipesQuery, removeRecipe } from "#lib/schema/saved/client.ts";
import type { SavedRecipeView } from "#lib/schema/saved/contract.ts";

export const RecipeTable = ({ recipes }: { recipes: SavedRecipeView[] }) => (
  <ScrollTable label="Recipes" minWidth={680}>
    <Table.Thead>
      <Table.Tr>
        <Head>Name</Head>
        <NumberHead>Version</NumberHead>
        <NumberHead>Columns</NumberHead>
        <Head>Saved</Head>
        <Head>Actions</Head>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {recipes.map((recipe) => (
        <RecipeRow key={recipe.id} recipe={recipe} />
      ))}
    </Table.Tbody>
  </ScrollTable>
);

function RecipeRow({ recipe: { id, name, version, columns, createdAt } }: { recipe: SavedRecipeView }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeRecipe(id),
    onSuccess: () => {
      // The button that had the focus goes with its row.
      document.getElementById("content")?.focus();
      return queries.invalidateQueries({ queryKey: recipesQuery().queryKey });
    },
  });
  const named = `${name}, version ${version}`;
  return (
    <Table.Tr>
      <Table.Th scope="row" maw={360} style={{ overflowWrap: "anywhere" }}>
        {name}
      </Table.Th>
      <NumberCell>{formatCount(version)}</NumberCell>
      <NumberCell>{formatCount(columns)}</NumberCell>
      <Table.Td className="nowrap">{formatMoment(createdAt)}</Table.Td>
      <Table.Td>
        <Group gap="md" wrap="nowrap">
          <Anchor href={`/api/recipes/${id}`} download size="sm" aria-label={`Download as JSON: ${named}`}>
            Download as JSON
          </Anchor>
          <Button
            size="compact-sm"
            variant="default"
            loading={remove.isPending}
            aria-label={`Remove ${named}`}
            onClick={() => remove.mutate()}
          >
            Remove
          </Button>
        </Group>
        {remove.error && (
          <Text size="sm" role="alert" c="var(--warning-text)">
            {remove.error.message}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
