import { wrongUsage } from "#cli/client/failure.ts";
import { ObjectsOrder } from "#lib/upload/in-place/contract.ts";

const SCHEME = "s3://";

/** An object, or a folder of objects, in a bucket that the server can read. */
export type BucketPlace = Pick<ObjectsOrder, "bucket" | "prefix">;

/** Parts what was given into places in buckets and paths on this machine. Throws wrong usage for an address without a bucket. */
export function bucketPlaces(given: string[]): { places: BucketPlace[]; paths: string[] } {
  const isPlace = (path: string) => path.toLowerCase().startsWith(SCHEME);
  return { places: given.filter(isPlace).map(placeOf), paths: given.filter((path) => !isPlace(path)) };
}

function placeOf(address: string): BucketPlace {
  const [bucket = "", ...keys] = address.slice(SCHEME.length).split("/");
  const place = ObjectsOrder.safeParse({ bucket, prefix: keys.join("/") });
  if (place.success) return place.data;
  throw wrongUsage(`${address} is no s3://bucket/prefix: “${bucket}” ${place.error.issues[0]?.message}`);
}
