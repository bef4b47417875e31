import { isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import type { Dialect } from "../contract.ts";
import { ENCODING_NAMES } from "../encoding-names.ts";
import { inspectRows, inspectSample } from "../inspect.ts";
import { proposeRecipe } from "../propose-recipe.ts";
import type { CutFiles, CutRequest, Preview, PreviewRequest } from "./contract.ts";
import { sampleUnder } from "./open-sample.ts";
import { pickRows } from "./pick-rows.ts";
import { countOthers, cutAgainUnder, type FileToCut, findOwnDialect, getFileToCut, saveCut } from "./queries.ts";
import { openSampleOf } from "./samples.ts";

/** Enough to propose types at once; the inspection that follows looks at all of the sample. */
const ROWS_SEEN = 500;

/** What one file of a dataset looks like under a dialect; where it cannot be cut so, a sentence in its place. */
export async function previewCut(owner: User, datasetId: string, request: PreviewRequest): Promise<Preview> {
  const file = await getFileToCut(owner, datasetId, request.fileId);
  const about = { file: { id: file.id, path: file.path }, found: null, dialect: request.dialect };
  try {
    return { ...about, problem: null, ...(await cut(file, request)) };
  } catch (error) {
    if (!isKind(error, "unreadable_csv")) throw error;
    const nothing = { columns: [], rows: [], sampledRows: 0, warnings: [] };
    const found = await foundIn(file);
    return { ...about, found, problem: error.message, ...nothing };
  }
}

async function cut(file: FileToCut, { dialect: asked, ...choice }: PreviewRequest) {
  const open = await openSampleOf(file);
  const sample = sampleUnder(open, asked, await findOwnDialect(file.id));
  const { columns, warnings, dialect } = inspectRows({ ...sample, rows: sample.rows.slice(0, ROWS_SEEN) });
  return {
    found: open.found?.dialect ?? null,
    dialect,
    columns: proposeRecipe(dialect, columns, undefined).columns,
    rows: pickRows(sample, choice),
    sampledRows: sample.rows.length,
    warnings: [...provenOtherwise(asked, dialect), ...warnings],
  };
}

/** Says why a decision shows no effect. */
const provenOtherwise = (asked: Dialect, { encoding }: Dialect): string[] =>
  asked.decisions.encoding === "as-written" && asked.encoding !== encoding
    ? [
        `The letters of this file are ${ENCODING_NAMES[encoding]} beyond doubt, so it is read as that and not as ${ENCODING_NAMES[asked.encoding]}.`,
      ]
    : [];

const foundIn = async (file: FileToCut) =>
  openSampleOf(file).then(
    ({ found }) => found?.dialect ?? null,
    () => null,
  );

/**
 * Cuts files as a person wants them: all of the dataset, which workers look at again, or one that could not be read, at
 * once. Throws unreadable_csv when that one cannot be cut so.
 */
export async function cutFiles(owner: User, datasetId: string, { fileId, dialect }: CutRequest): Promise<CutFiles> {
  const file = await getFileToCut(owner, datasetId, fileId);
  if (!fileId) return { files: await cutAgainUnder(owner, datasetId, dialect) };
  const inspection = inspectSample(sampleUnder(await openSampleOf(file), dialect));
  // One file's peculiarity is no rule for its neighbours.
  const isAlone = (await countOthers(datasetId, file.id)) === 0;
  const decisions = isAlone ? inspection.dialect.decisions : {};
  await saveCut(file.id, { ...inspection, dialect: { ...inspection.dialect, decisions } });
  return { files: 1 };
}
