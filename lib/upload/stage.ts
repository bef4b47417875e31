import type { DatasetStage, FileState } from "./contract.ts";

export interface StageFacts {
  byState: Partial<Record<FileState, number>>;
  hasVersion: boolean;
  /** The state of the job that clusters the dataset, when there is one. */
  clustering: string | undefined;
  /** It failed because more rows are rejected than the recipe puts up with. */
  isOverBudget: boolean;
}

/** What stands between a dataset and its next step: the earliest step that any of its files is at. */
export function stageOf({ byState, hasVersion, clustering, isOverBudget }: StageFacts): DatasetStage {
  if (byState.uploading) return "uploading";
  if (byState.uploaded) return "inspecting";
  if (byState.inspected) return "confirm";
  if (byState.confirmed) return "converting";
  if (byState.converted && isOverBudget) return "stopped";
  if (byState.converted) return clusteringStage(hasVersion, clustering);
  return byState.failed ? "failed" : "empty";
}

function clusteringStage(hasVersion: boolean, clustering: string | undefined): DatasetStage {
  if (clustering === "queued" || clustering === "running") return "converting";
  if (hasVersion) return "ready";
  return clustering === "failed" || clustering === "cancelled" ? "failed" : "converting";
}
