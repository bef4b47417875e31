"use client";

import { Anchor, Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { TextLink } from "#components/ui/links.tsx";
import { recipesQuery, saveRecipe } from "#lib/schema/saved/client.ts";

/** Keeps what the columns of a dataset mean under a name, or as a file. */
export function SaveRecipe({ datasetId }: { datasetId: string }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveRecipe({ name, datasetId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: recipesQuery().queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end" mt="sm">
        <TextInput
          label="Save as a recipe"
          placeholder="Name, such as Prices"
          maxLength={200}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={save.error?.message}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === ""}>
          Save
        </Button>
        <Anchor href={`/api/datasets/${datasetId}/recipes`} download="recipe.json" size="sm" py={8}>
          Download as JSON
        </Anchor>
      </Group>
      <Text size="sm" mt={4} role="status" component="div">
        {save.data && (
          <>
            Saved as {save.data.name}, version {save.data.version}. New files with these columns start from it. See{" "}
            <TextLink href="/recipes">all recipes</TextLink>.
          </>
        )}
      </Text>
    </form>
  );
}
