"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { recipesQuery } from "#lib/schema/saved/client.ts";
import { RecipeTable } from "./recipe-table.tsx";

/** Every saved recipe with its versions. */
export function AllRecipes() {
  const { data, error, refetch } = useQuery(recipesQuery());
  if (error && !data) return <QueryFailed what="The recipes" error={error} onRetry={refetch} />;
  if (!data) return <WaitingRows what="the recipes" />;
  if (data.recipes.length === 0)
    return (
      <StateMessage
        title="No recipe is saved"
        action={
          <ButtonLink href="/datasets" mt="sm">
            Go to the datasets
          </ButtonLink>
        }
      >
        Open a dataset whose columns are confirmed and save them as a recipe. The next files with the same columns start
        from it.
      </StateMessage>
    );
  return <RecipeTable recipes={data.recipes} />;
}
