import { wrongUsage } from "#cli/client/failure.ts";
import { type BucketPlace, isBucketAddress, PlaceAddress } from "#lib/upload/in-place/place-address.ts";

/** Parts what was given into places in buckets and paths on this machine. Throws wrong usage for an address without a bucket. */
export const bucketPlaces = (given: string[]): { places: BucketPlace[]; paths: string[] } => ({
  places: given.filter(isBucketAddress).map(placeOf),
  paths: given.filter((path) => !isBucketAddress(path)),
});

function placeOf(address: string): BucketPlace {
  const place = PlaceAddress.safeParse(address);
  if (place.success) return place.data;
  throw wrongUsage(place.error.issues[0]?.message ?? `${address} is no s3://bucket/prefix`);
}
