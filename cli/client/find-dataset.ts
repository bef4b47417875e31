import type { Server } from "#lib/platform/fetch-json.ts";
import { listDatasets } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import { failed } from "./failure.ts";

/** Undefined when no dataset has this name or id. */
export async function findDataset(nameOrId: string, server: Server): Promise<DatasetView | undefined> {
  const { datasets } = await listDatasets(server);
  return datasets.find(({ name }) => name === shownName(nameOrId)) ?? datasets.find(({ id }) => id === nameOrId);
}

export async function getDatasetNamed(nameOrId: string, server: Server): Promise<DatasetView> {
  const dataset = await findDataset(nameOrId, server);
  if (!dataset) throw failed(`There is no dataset “${nameOrId}”. \`parquetry status\` lists what there is.`);
  return dataset;
}
