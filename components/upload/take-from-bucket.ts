import { createDataset, lookAtObjects, registerObjects } from "#lib/upload/client.ts";
import { NewDataset } from "#lib/upload/contract.ts";
import { type BucketPlace, PlaceAddress } from "#lib/upload/in-place/place-address.ts";

export interface TakenFromBucket {
  datasetId: string;
  registered: number;
  /** In the dataset already. */
  known: number;
  refused: { path: string; message: string }[];
}

interface Order {
  address: string;
  /** Of a new dataset, where there is none yet. */
  name: string;
  datasetId: string | null;
}

/** Makes files of a dataset where they lie, page by page; a new dataset only once there is something to take. Throws a sentence. */
export async function takeFromBucket({ address, name, datasetId }: Order): Promise<TakenFromBucket> {
  const place = PlaceAddress.safeParse(address);
  if (!place.success) throw new Error(`${place.error.issues[0]?.message}.`);
  const named = NewDataset.safeParse({ name });
  if (!datasetId && !named.success) throw new Error("Give the dataset a name.");
  await requireTables(place.data);
  return takeAll(place.data, datasetId ?? (await createDataset(name)).id);
}

async function requireTables(place: BucketPlace): Promise<void> {
  for (let after: string | undefined; ; ) {
    const { tables, next } = await lookAtObjects({ ...place, after });
    if (tables > 0) return;
    if (next === null)
      throw new Error(
        `There is no .csv, .tsv or .txt object, compressed (.gz, .zst) or not, below s3://${place.bucket}/${place.prefix}.`,
      );
    after = next;
  }
}

async function takeAll(place: BucketPlace, datasetId: string): Promise<TakenFromBucket> {
  const all: TakenFromBucket = { datasetId, registered: 0, known: 0, refused: [] };
  for (let after: string | undefined; ; ) {
    const { registered, known, refused, next } = await registerObjects(datasetId, { ...place, after, replace: false });
    all.registered += registered.length;
    all.known += known.length;
    all.refused.push(...refused);
    if (next === null) return all;
    after = next;
  }
}
