import { env } from "#lib/platform/env.ts";
import { formatBytes, formatCount } from "#lib/platform/format.ts";
import type { Usage } from "./queries.ts";

/** Why a user may not hold this much; undefined when it is within the limits of PARQUETRY_QUOTA_*. */
export function whyOverQuota({ bytes, files, uploads }: Usage): string | undefined {
  const limits = env();
  if (bytes > limits.PARQUETRY_QUOTA_BYTES)
    return `With this file you would hold ${formatBytes(bytes)}, more than the ${formatBytes(limits.PARQUETRY_QUOTA_BYTES)} allowed here.`;
  if (files > limits.PARQUETRY_QUOTA_FILES)
    return `You have ${formatCount(limits.PARQUETRY_QUOTA_FILES)} files, as many as are allowed here.`;
  if (uploads > limits.PARQUETRY_QUOTA_UPLOADS)
    return `You have ${formatCount(limits.PARQUETRY_QUOTA_UPLOADS)} unfinished uploads, as many as are allowed at once. Finish or cancel some of them.`;
  return undefined;
}
