import { env } from "#lib/platform/env.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isOwnKey, OWN_PREFIXES } from "#lib/platform/own-prefixes.ts";

/**
 * Throws forbidden unless PARQUETRY_IMPORT_BUCKETS names the bucket, or a prefix in it that the keys start with. What
 * the application keeps in its own bucket belongs to its users and is never among them.
 */
export function requireAllowed(bucket: string, prefix: string): void {
  const address = `s3://${bucket}/${prefix}`;
  if (!env().PARQUETRY_IMPORT_BUCKETS.some((entry) => covers(entry, bucket, prefix))) {
    const how = `Whoever runs the server allows it with PARQUETRY_IMPORT_BUCKETS=${bucket}.`;
    throw new AppError("forbidden", `Importing from ${address} is not allowed here. ${how}`);
  }
  if (isPrivate(bucket, prefix))
    throw new AppError("forbidden", `What lies in ${address} is this application's own and is not imported.`);
}

/** What may be imported from, as people write it. */
export const importPlaces = (): string[] => env().PARQUETRY_IMPORT_BUCKETS.map((entry) => `s3://${entry}`);

/** Whether a key is one of the application's own. */
export const isPrivate = (bucket: string, key: string): boolean =>
  bucket === env().S3_BUCKET && (isOwnKey(key) || OWN_PREFIXES.some((prefix) => prefix === `${key}/`));

function covers(entry: string, bucket: string, prefix: string): boolean {
  const slash = entry.indexOf("/");
  if (slash === -1) return entry === bucket;
  return entry.slice(0, slash) === bucket && prefix.startsWith(entry.slice(slash + 1));
}
