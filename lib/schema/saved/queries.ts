import { db } from "#lib/platform/db.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { Recipe } from "#lib/schema/contract.ts";
import { headerSignature } from "#lib/schema/header.ts";
import type { FittingRecipe, SavedRecipeView } from "./contract.ts";

const SHOWN = 500;

export async function listSaved(owner: User): Promise<SavedRecipeView[]> {
  const rows = await db().$queryRaw<(Omit<SavedRecipeView, "createdAt"> & { createdAt: Date })[]>`
    SELECT id, name, version, jsonb_array_length(body -> 'columns') AS columns, created_at AS "createdAt"
    FROM saved_recipe WHERE owner_id = ${owner.id}::uuid
    ORDER BY lower(name), name, version DESC LIMIT ${SHOWN}`;
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** The next version under a name; the newest one when nothing changed. */
export function insertSaved(owner: User, name: string, recipe: Recipe): Promise<SavedRecipeView> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "user" WHERE id = ${owner.id}::uuid FOR UPDATE`;
    const newest = await tx.savedRecipe.findFirst({
      where: { ownerId: owner.id, name },
      orderBy: { version: "desc" },
    });
    const isSame = newest !== null && JSON.stringify(Recipe.parse(newest.body)) === JSON.stringify(recipe);
    const signature = headerSignature(recipe.columns.map(({ source }) => source));
    const data = { ownerId: owner.id, name, version: (newest?.version ?? 0) + 1, signature, body: recipe };
    const { id, version, createdAt } = isSame ? newest : await tx.savedRecipe.create({ data });
    return { id, name, version, columns: recipe.columns.length, createdAt: createdAt.toISOString() };
  });
}

export async function findSaved(owner: User, id: string): Promise<FittingRecipe | undefined> {
  if (!isRowId(id)) return undefined;
  const row = await db().savedRecipe.findFirst({ where: { ownerId: owner.id, id } });
  return row ? { id, name: row.name, version: row.version, recipe: Recipe.parse(row.body) } : undefined;
}

/** The one saved last for files with exactly these columns. */
export async function findFitting(owner: User, sources: readonly string[]): Promise<FittingRecipe | undefined> {
  const row = await db().savedRecipe.findFirst({
    where: { ownerId: owner.id, signature: headerSignature(sources) },
    orderBy: { createdAt: "desc" },
  });
  return row ? { id: row.id, name: row.name, version: row.version, recipe: Recipe.parse(row.body) } : undefined;
}

/** False: there was none. */
export async function deleteSaved(owner: User, id: string): Promise<boolean> {
  if (!isRowId(id)) return false;
  return (await db().savedRecipe.deleteMany({ where: { ownerId: owner.id, id } })).count > 0;
}
