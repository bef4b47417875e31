import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import { asideSearch } from "./aside.ts";
import { Confirmed, type Recipe, type Rules } from "./contract.ts";
import { InspectionView } from "./inspection-view.ts";

const POLL_MS = 1_000;

/** What was found in a dataset's files; asked again while files wait for their inspection. `aside`: the files that a draft only looks values up in. */
export const inspectionQuery = (datasetId: string, aside?: readonly string[]) =>
  queryOptions({
    queryKey: ["inspection", datasetId, ...(aside ? [aside] : [])],
    queryFn: ({ signal }) => getInspection(datasetId, { aside, signal }),
    refetchInterval: ({ state }) => (state.data?.files.waiting ? POLL_MS : false),
  });

export const getInspection = (
  datasetId: string,
  { aside, signal }: { aside?: readonly string[]; signal?: AbortSignal } = {},
  server?: Server,
): Promise<InspectionView> =>
  fetchJson(`/api/datasets/${datasetId}/inspection${asideSearch(aside)}`, InspectionView, { signal }, server);

/** Stores the recipe as the dataset's next version and starts converting every inspected file. Throws RequestFailed with the fields that need another answer. */
export const confirmRecipe = (datasetId: string, recipe: z.input<typeof Recipe>, server?: Server): Promise<Confirmed> =>
  fetchJson(`/api/datasets/${datasetId}/recipes`, Confirmed, { method: "POST", body: recipe }, server);

/** Decides anew what becomes of misfits and duplicates; what follows from it is done at once. */
export const changeRules = (datasetId: string, rules: z.input<typeof Rules>, server?: Server): Promise<Confirmed> =>
  fetchJson(`/api/datasets/${datasetId}/rules`, Confirmed, { method: "POST", body: rules }, server);
