import { Correction } from "#lib/convert/contract.ts";
import { db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import type { FileState } from "#lib/platform/prisma-client/enums.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { Recipe } from "#lib/schema/contract.ts";

const SAVE_MS = 60_000;

/** What people corrected in a file, in the order of its rows. */
export async function listCorrections(fileId: string, rows?: readonly number[]): Promise<Correction[]> {
  const where = { fileId, row: rows && { in: rows.map(BigInt) } };
  const found = await db().correction.findMany({ where, orderBy: { row: "asc" } });
  return found.map(({ row, line, cells, was }) => Correction.parse({ row: Number(row), line, cells, was }));
}

export interface CorrectableFile {
  id: string;
  path: string;
  state: FileState;
  rejectsKey: string | null;
}

/** Those of an owner's dataset that have one of the paths, and its newest recipe. */
export async function findCorrectable(
  owner: User,
  datasetId: string,
  paths: readonly string[],
): Promise<{ files: CorrectableFile[]; recipe: Recipe | undefined }> {
  const dataset = isRowId(datasetId)
    ? await db().dataset.findFirst({
        where: { id: datasetId, ownerId: owner.id },
        select: {
          recipes: { orderBy: { version: "desc" }, take: 1 },
          files: {
            where: { path: { in: [...paths] } },
            select: { id: true, path: true, state: true, part: { select: { rejectsKey: true } } },
          },
        },
      })
    : null;
  if (!dataset) throw new AppError("not_found", "There is no such dataset.");
  const [recipe] = dataset.recipes;
  return {
    files: dataset.files.map(({ part, ...file }) => ({ ...file, rejectsKey: part?.rejectsKey ?? null })),
    recipe: recipe && Recipe.parse(recipe.body),
  };
}

export interface NewCorrections {
  fileId: string;
  corrections: Correction[];
}

/** Stores the corrections and has their files converted again, all together or not at all. Throws conflict when one of them is being converted. */
export function saveCorrections(owner: User, datasetId: string, changes: readonly NewCorrections[]): Promise<void> {
  const rows = changes.flatMap(({ fileId, corrections }) => corrections.map((one) => ({ file_id: fileId, ...one })));
  return db().$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
      await tx.$executeRaw`
        INSERT INTO correction (file_id, "row", line, cells, was)
        SELECT file_id, "row", line, cells, was
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS sent(file_id uuid, "row" bigint, line text, cells jsonb, was jsonb)
        ON CONFLICT (file_id, "row") DO UPDATE SET
          line = excluded.line, cells = excluded.cells, was = excluded.was, created_at = clock_timestamp()`;
      const ids = changes.map(({ fileId }) => fileId);
      const { count } = await tx.sourceFile.updateMany({
        where: { id: { in: ids }, state: "converted" },
        data: { state: "confirmed", failure: null },
      });
      if (count < ids.length)
        throw new AppError(
          "conflict",
          "Some of these files are being converted. Send the rows again when that is done.",
        );
      for (const subject of ids) await enqueue(tx, { kind: "file.convert", subject, ownerId: owner.id });
    },
    { timeout: SAVE_MS, maxWait: 20_000 },
  );
}
