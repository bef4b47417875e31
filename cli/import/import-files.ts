import { failed } from "#cli/client/failure.ts";
import { findDataset } from "#cli/client/find-dataset.ts";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { plural } from "#lib/platform/format.ts";
import { confirmRecipe, getInspection } from "#lib/schema/client.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import { createDataset, getDataset, listFiles } from "#lib/upload/client.ts";
import type { DatasetView, FileView } from "#lib/upload/contract.ts";
import type { BucketPlace } from "#lib/upload/in-place/place-address.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import type { GivenRecipe } from "./given-recipe.ts";
import type { LocalFile } from "./local-files.ts";
import { type Sent, type Skipped, sendFiles, type Unsent } from "./send-files.ts";
import { requireTables, takeObjects } from "./take-objects.ts";
import { untilClustered, untilConverted, untilInspected } from "./wait-for-dataset.ts";

export interface ImportOrder {
  /** Name of the dataset. */
  name: string;
  files: LocalFile[];
  /** Objects that are in buckets already. */
  places: BucketPlace[];
  /** Puts files in the places of those of the same names whose bytes differ. */
  replace: boolean;
  /** Adds to a dataset whose columns are confirmed. */
  append: boolean;
  /** Settles the columns. With questions left, or not `agreed`, the dataset stays as it is and waits. */
  decide(found: InspectionView): Promise<Decision>;
}

export interface Decision {
  recipe: Recipe;
  open: Question[];
  agreed: boolean;
  given?: Omit<GivenRecipe, "recipe"> | undefined;
}

/** What became of the files; a decision is missing when no file could be inspected. */
export interface ImportOutcome {
  dataset: DatasetView;
  /** The files of this order that the dataset has. */
  files: FileView[];
  unsent: Unsent[];
  /** Files whose bytes the dataset had already. */
  skipped: Skipped[];
  /** Files that were sent now or waited for their columns. */
  fresh: number;
  found: InspectionView | undefined;
  decision: Decision | undefined;
  timings: { uploadMs: number; inspectMs: number; convertMs: number; clusterMs: number };
}

/**
 * Sends files into a dataset, has them inspected, confirmed, converted and clustered. The same order given again goes on
 * where it was: what has arrived is not sent again. Throws a sentence; what concerns single files is in the outcome.
 */
export async function importFiles(order: ImportOrder, server: Server, progress: Progress): Promise<ImportOutcome> {
  const id = await openDataset(order, server);
  const clock = new Laps();
  const { names, sent, unsent, skipped } = await bring(id, order, server, progress);
  const uploadMs = clock.lap();
  const inspected = await untilInspected(id, server, progress);
  const inspectMs = clock.lap();
  progress.clear();

  const waiting = inspected.files.byState.inspected ?? 0;
  const found = waiting > 0 ? await getInspection(id, {}, server) : undefined;
  const decision = found && (await order.decide(found));
  const [convertMs, clusterMs] = decision?.agreed ? await convert(id, decision.recipe, server, progress) : [0, 0];
  const dataset = await getDataset(id, server);
  const fresh = Math.max(sent, waiting);
  const timings = { uploadMs, inspectMs, convertMs, clusterMs };
  return { dataset, files: await ownFiles(id, names, server), unsent, skipped, fresh, found, decision, timings };
}

/** Files are sent; objects are looked up and stay where they are. */
async function bring(id: string, order: ImportOrder, server: Server, progress: Progress): Promise<Sent> {
  const { files, places, replace } = order;
  const brought = files.length > 0 ? [await sendFiles(id, { files, replace }, server, progress)] : [];
  for (const place of places) brought.push(await takeObjects(id, place, replace, server, progress));
  return {
    names: brought.flatMap(({ names }) => names),
    sent: brought.reduce((total, { sent }) => total + sent, 0),
    skipped: brought.flatMap(({ skipped }) => skipped),
    unsent: brought.flatMap(({ unsent }) => unsent),
  };
}

async function convert(id: string, recipe: Recipe, server: Server, progress: Progress): Promise<[number, number]> {
  const clock = new Laps();
  await confirmRecipe(id, recipe, server);
  await untilConverted(id, server, progress);
  const convertMs = clock.lap();
  await untilClustered(id, server, progress);
  progress.clear();
  return [convertMs, clock.lap()];
}

/** A new dataset if there is something to take, or the one of this name if it may be added to: its columns are not confirmed yet, or adding was asked for. */
async function openDataset({ name, append, replace, places }: ImportOrder, server: Server): Promise<string> {
  const known = await findDataset(name, server);
  if (!known) {
    for (const place of places) await requireTables(place, server);
    return (await createDataset(name, server)).id;
  }
  const { converted = 0, confirmed = 0 } = known.files.byState;
  if (append || replace || (!known.version && converted + confirmed === 0)) return known.id;
  const size = plural(known.files.count, "file");
  throw failed(
    `There is already a dataset “${known.name}” with ${size}. Add to it with --append, put changed files in the places of the old ones with --replace, or choose another name.`,
  );
}

async function ownFiles(id: string, names: string[], server: Server): Promise<FileView[]> {
  const own = new Set(names.map(shownName));
  const { files } = await listFiles(id, server);
  return files.filter(({ path }) => own.has(path));
}

/** Measures one thing after the other, in whole milliseconds. */
class Laps {
  #since = performance.now();

  lap(): number {
    const before = this.#since;
    this.#since = performance.now();
    return Math.round(this.#since - before);
  }
}
