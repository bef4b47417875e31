import { z } from "zod";
import { ObjectsPage } from "./contract.ts";

const SCHEME = /^s3:\/\//i;

/** An object, or a folder of objects, in a bucket that the server can read. */
export const BucketPlace = ObjectsPage.pick({ bucket: true, prefix: true });
export type BucketPlace = z.infer<typeof BucketPlace>;

export const isBucketAddress = (text: string): boolean => SCHEME.test(text);

/** "s3://bucket/prefix", as people write it; what is wrong with it is said in a sentence's part. */
export const PlaceAddress = z
  .string()
  .trim()
  .transform((address, context): BucketPlace => {
    const [bucket = "", ...keys] = address.replace(SCHEME, "").split("/");
    const place = BucketPlace.safeParse({ bucket, prefix: keys.join("/") });
    if (place.success && isBucketAddress(address)) return place.data;
    const why = place.error ? `: “${bucket}” ${place.error.issues[0]?.message}` : "";
    context.addIssue({ code: "custom", message: `${address || "This"} is no s3://bucket/prefix${why}` });
    return z.NEVER;
  });
