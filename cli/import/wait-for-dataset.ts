import { failed } from "#cli/client/failure.ts";
import { jobWords } from "#cli/client/job-words.ts";
import { pollUntil } from "#cli/client/poll.ts";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { plural } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { getDataset } from "#lib/upload/client.ts";
import type { DatasetView, FileState } from "#lib/upload/contract.ts";

export const untilInspected = (id: string, server: Server, progress: Progress) =>
  untilNoneIs("uploaded", "inspected", id, server, progress);

export const untilConverted = (id: string, server: Server, progress: Progress) =>
  untilNoneIs("confirmed", "converted", id, server, progress);

/** Throws the reason when clustering failed, unless it is that too many rows are rejected: that is for a person to decide. */
export async function untilClustered(id: string, server: Server, progress: Progress): Promise<DatasetView> {
  const dataset = await follow(id, server, twiceInARow(isClustered), (view) => {
    const job = clusteringOf(view);
    progress.show(`Clustering${job ? `: ${jobWords(job)}` : ""}`);
  });
  const failure = clusteringOf(dataset)?.failure;
  if (failure && dataset.stage !== "stopped") throw failed(`The files were converted, but not clustered: ${failure}`);
  return dataset;
}

/** Why no version was made, when too many rows are rejected. */
export const stopSentence = (dataset: DatasetView): string | undefined =>
  dataset.stage === "stopped"
    ? `No version was made. ${clusteringOf(dataset)?.failure}\n\`parquetry rejects\` does each of it: --out, --send, --keep-going.`
    : undefined;

function untilNoneIs(
  before: FileState,
  after: "inspected" | "converted",
  id: string,
  server: Server,
  progress: Progress,
) {
  const left = ({ files }: DatasetView) => files.byState[before] ?? 0;
  const verb = after === "inspected" ? "Inspecting" : "Converting";
  return follow(
    id,
    server,
    (dataset) => left(dataset) === 0,
    (dataset) => {
      const job = dataset.jobs.find(({ state }) => state === "running") ?? dataset.jobs.find(isOpen);
      const words = job ? `; ${jobWords(job)}` : "";
      progress.show(`${verb}: ${plural(left(dataset), "file")} left${words}`);
    },
  );
}

function follow(
  id: string,
  server: Server,
  isOver: (dataset: DatasetView) => boolean,
  show: (dataset: DatasetView) => void,
): Promise<DatasetView> {
  const isFinal = (dataset: DatasetView) => {
    const over = isOver(dataset);
    if (!over) show(dataset);
    return over;
  };
  return pollUntil(() => getDataset(id, server), isFinal);
}

/** A dataset's files and jobs are read one after the other: between them, the last file may be done and its clustering not yet seen. */
function twiceInARow(test: (dataset: DatasetView) => boolean): (dataset: DatasetView) => boolean {
  let before = false;
  return (dataset) => {
    const both = test(dataset) && before;
    before = test(dataset);
    return both;
  };
}

const isClustered = (dataset: DatasetView): boolean => {
  const job = clusteringOf(dataset);
  return dataset.stage !== "converting" && !(job && isOpen(job));
};

const clusteringOf = ({ jobs }: DatasetView): JobView | undefined =>
  jobs.find(({ kind }) => kind === "dataset.cluster");

const isOpen = ({ state }: JobView): boolean => state === "queued" || state === "running";
