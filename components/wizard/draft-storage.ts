import { Draft } from "./draft.ts";

const keyOf = (datasetId: string): string => `parquetry.draft.${datasetId}`;

/** The draft this browser window kept for the dataset, if it is still whole. */
export function findDraft(datasetId: string): Draft | undefined {
  try {
    return Draft.safeParse(JSON.parse(sessionStorage.getItem(keyOf(datasetId)) ?? "null")).data;
  } catch {
    return undefined;
  }
}

export const keepDraft = (datasetId: string, draft: Draft): void =>
  sessionStorage.setItem(keyOf(datasetId), JSON.stringify(draft));

export const forgetDraft = (datasetId: string): void => sessionStorage.removeItem(keyOf(datasetId));
