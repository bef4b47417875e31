import { db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import { Misfit, type MisfitList } from "../contract.ts";

/** Where the rejects of an owner's dataset lie, in path order. */
export async function listRejectFiles(ownerId: string, datasetId: string): Promise<{ name: string; keys: string[] }> {
  const dataset = await db().dataset.findFirst({
    where: { id: datasetId, ownerId },
    select: {
      name: true,
      files: {
        where: { part: { rejectsKey: { not: null } } },
        select: { part: { select: { rejectsKey: true } } },
        orderBy: { path: "asc" },
      },
    },
  });
  if (!dataset) throw new AppError("not_found", "There is no such dataset.");
  return { name: dataset.name, keys: dataset.files.flatMap(({ part }) => (part?.rejectsKey ? [part.rejectsKey] : [])) };
}

/** What did not fit in any file of an owner's dataset. */
export async function listMisfits(ownerId: string, datasetId: string): Promise<MisfitList["misfits"]> {
  const dataset = isRowId(datasetId)
    ? await db().dataset.findFirst({
        where: { id: datasetId, ownerId },
        select: {
          files: {
            where: { part: { NOT: { misfits: { equals: [] } } } },
            select: { path: true, part: { select: { misfits: true } } },
            orderBy: { path: "asc" },
          },
        },
      })
    : null;
  if (!dataset) throw new AppError("not_found", "There is no such dataset.");
  return dataset.files.flatMap(({ path, part }) =>
    Misfit.array()
      .parse(part?.misfits ?? [])
      .map((misfit) => ({ ...misfit, file: path })),
  );
}
