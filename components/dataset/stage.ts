import type { PillTone } from "#components/ui/pill.tsx";
import type { DatasetStage, DatasetView } from "#lib/upload/contract.ts";

type Stage = DatasetView["stage"];

/** A stage in the user's words. */
export const STAGE_WORDS: Record<DatasetStage, string> = {
  uploading: "Uploading",
  inspecting: "Reading samples",
  confirm: "Columns to confirm",
  converting: "Converting",
  stopped: "Too many rejects",
  ready: "Ready",
  failed: "Failed",
  empty: "No files",
};

export const STAGE_TONES: Record<DatasetStage, PillTone> = {
  uploading: "going",
  inspecting: "going",
  confirm: "ask",
  converting: "going",
  stopped: "ask",
  ready: "good",
  failed: "bad",
  empty: "still",
};

type StepPath = `/datasets/${string}/${"columns" | "check" | "run" | "rejects"}`;

/** What a person does next with a dataset in this stage; undefined when there is nothing to do. */
export function nextStep(datasetId: string, stage: Stage): { words: string; href: StepPath } | undefined {
  if (stage === "confirm") return { words: "Confirm the columns", href: `/datasets/${datasetId}/columns` };
  if (stage === "inspecting") return { words: "Go to the columns", href: `/datasets/${datasetId}/columns` };
  if (stage === "converting") return { words: "Watch the conversion", href: `/datasets/${datasetId}/check` };
  if (stage === "stopped") return { words: "Look at the rejected rows", href: `/datasets/${datasetId}/rejects` };
  if (stage === "ready") return { words: "New run", href: `/datasets/${datasetId}/run` };
  return undefined;
}
