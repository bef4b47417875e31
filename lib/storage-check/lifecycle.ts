import { GetBucketLifecycleConfigurationCommand, type LifecycleRule } from "@aws-sdk/client-s3";
import { plural } from "#lib/platform/format.ts";
import { PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";
import { ABORT_AFTER_DAYS, abandonedUploads, UPLOAD_PREFIX } from "./bucket-settings.ts";
import type { Finding, Fix } from "./contract.ts";
import { bad, good, warning } from "./finding.ts";
import type { CheckedBucket, Probe } from "./probe.ts";
import { settingsFile } from "./settings-file.ts";
import { refusalName, statusOf, step } from "./store-failure.ts";

const PUT_IT = "Save this as lifecycle.json and run the command below.";
const OWN_SWEEP =
  "The application removes abandoned uploads itself as long as it runs; without a rule nobody does when it does not.";

/** Whether the bucket removes the parts of abandoned uploads, not too early, and never what was uploaded. */
export async function checkLifecycle(probe: Probe): Promise<Finding> {
  const { client, bucket, signal } = probe;
  const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.name });
  try {
    const { Rules = [] } = await step("Reading the lifecycle rules", client.send(command, { abortSignal: signal }));
    return judgeLifecycle(bucket, Rules);
  } catch (error) {
    const name = refusalName(error) ?? "";
    if (name === "NoSuchLifecycleConfiguration") return judgeLifecycle(bucket, []);
    if (name === "NotImplemented" || statusOf(error) === 501)
      return warning("The store has no lifecycle rules.", OWN_SWEEP);
    if (statusOf(error) !== 403) throw error;
    return warning(
      "The key may not read the lifecycle rules, so nobody knows whether abandoned uploads are removed.",
      "Allow s3:GetLifecycleConfiguration, or see to it that a rule like this one is there.",
      lifecycleFix(bucket, []),
    );
  }
}

/** What the rules do to uploads and to what was uploaded. */
export function judgeLifecycle(bucket: CheckedBucket, rules: LifecycleRule[]): Finding {
  const enabled = rules.filter(({ Status }) => Status === "Enabled");
  const deleting = enabled.find((rule) => rule.Expiration && touches(rule));
  if (deleting)
    return bad(
      `The rule ${nameOf(deleting)} deletes uploaded files after a while: ${JSON.stringify(deleting.Expiration)}.`,
      `Take it away, or let it leave ${UPLOAD_PREFIX} alone: what it deletes cannot be converted again.`,
    );
  const aborting = enabled
    .filter((rule) => covers(rule))
    .map((rule) => rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation);
  const days = Math.min(...aborting.flatMap((count) => count ?? []));
  if (days === Number.POSITIVE_INFINITY)
    return warning(`No rule removes the parts of abandoned uploads. ${OWN_SWEEP}`, PUT_IT, lifecycleFix(bucket, rules));
  if (days <= PAUSED_UPLOAD_DAYS)
    return warning(
      `Unfinished uploads are removed ${plural(days, "day")} after they began, but the application goes on with one that paused for up to ${PAUSED_UPLOAD_DAYS} days.`,
      `Set the rule to ${ABORT_AFTER_DAYS} days. ${PUT_IT}`,
      lifecycleFix(bucket, rules),
    );
  return good(
    `The bucket removes the parts of unfinished uploads ${plural(days, "day")} after they began; a paused one can be gone on with for ${PAUSED_UPLOAD_DAYS}.`,
  );
}

function lifecycleFix(bucket: CheckedBucket, rules: LifecycleRule[]): Fix {
  const others = rules.filter((rule) => !(covers(rule) && rule.AbortIncompleteMultipartUpload && !rule.Expiration));
  return settingsFile(bucket, {
    ...{ fileName: "lifecycle.json", verb: "put-bucket-lifecycle-configuration", option: "lifecycle-configuration" },
    settings: { Rules: [...others, abandonedUploads()] },
  });
}

/** The prefix a rule is for; undefined when it asks for more than a prefix. */
function prefixOf({ Filter, Prefix }: LifecycleRule): string | undefined {
  if (!Filter) return Prefix ?? "";
  const { And, Tag, ObjectSizeGreaterThan, ObjectSizeLessThan } = Filter;
  if (And || Tag || ObjectSizeGreaterThan !== undefined || ObjectSizeLessThan !== undefined) return undefined;
  return Filter.Prefix ?? Prefix ?? "";
}

/** Whether a rule is for every upload. */
function covers(rule: LifecycleRule): boolean {
  const prefix = prefixOf(rule);
  return prefix !== undefined && UPLOAD_PREFIX.startsWith(prefix);
}

/** Whether a rule may be for some upload. */
function touches(rule: LifecycleRule): boolean {
  const prefix = prefixOf(rule) ?? rule.Filter?.And?.Prefix ?? "";
  return UPLOAD_PREFIX.startsWith(prefix) || prefix.startsWith(UPLOAD_PREFIX);
}

const nameOf = ({ ID }: LifecycleRule): string => (ID ? `"${ID}"` : "without a name");
