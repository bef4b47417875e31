import { AllRecipes } from "#components/recipes/all-recipes.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Recipes" };

export default function RecipesPage() {
  return (
    <>
      <PageTitle title="Recipes" under="What columns mean, kept under a name for the next files that have them." />
      <AllRecipes />
    </>
  );
}
