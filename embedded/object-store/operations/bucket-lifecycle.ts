import { z } from "zod";
import type { LifecycleRule } from "#embedded/object-store/files/bucket.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { readXml } from "./request-body.ts";
import { oneOrMore } from "./xml-list.ts";

const RULE_ELEMENTS = ["ID", "Status", "Filter", "Prefix", "AbortIncompleteMultipartUpload", "#text"];
const FILTER_ELEMENTS = ["Prefix", "#text"];

const RuleXml = z.looseObject({
  ID: z.string().optional(),
  Status: z.enum(["Enabled", "Disabled"]),
  Prefix: z.string().optional(),
  Filter: z.union([z.string(), z.looseObject({ Prefix: z.string().optional() })]).optional(),
  AbortIncompleteMultipartUpload: z.object({ DaysAfterInitiation: z.coerce.number().int().positive() }).optional(),
});

const LifecycleXml = z.object({ Rule: oneOrMore(RuleXml) });

export async function putBucketLifecycle(call: Call): Promise<Reply> {
  const bucket = getBucket(call);
  const { Rule: rules } = await readXml(call, "LifecycleConfiguration", LifecycleXml);
  await bucket.change({ lifecycle: rules.map(readRule) });
  return {};
}

export async function getBucketLifecycle(call: Call): Promise<Reply> {
  const { lifecycle } = getBucket(call).settings;
  if (!lifecycle) throw new S3Error("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist");
  const rules = lifecycle.map((rule) => ({
    ID: rule.id,
    Filter: { Prefix: rule.prefix },
    Status: rule.enabled ? "Enabled" : "Disabled",
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortAfterDays },
  }));
  return { xml: { root: "LifecycleConfiguration", content: { Rule: rules } } };
}

export async function deleteBucketLifecycle(call: Call): Promise<Reply> {
  await getBucket(call).change({ lifecycle: undefined });
  return { status: 204 };
}

/** Takes only rules that are really carried out here; storing the others would promise what does not happen. */
function readRule(rule: z.infer<typeof RuleXml>, place: number): LifecycleRule {
  const filter = typeof rule.Filter === "object" ? rule.Filter : {};
  const foreign = [
    ...Object.keys(rule).filter((name) => !RULE_ELEMENTS.includes(name)),
    ...Object.keys(filter).filter((name) => !FILTER_ELEMENTS.includes(name)),
  ];
  if (!rule.AbortIncompleteMultipartUpload || foreign.length > 0) {
    throw new S3Error("NotImplemented", "Only AbortIncompleteMultipartUpload, filtered by a prefix, is carried out.");
  }
  return {
    id: rule.ID ?? `rule-${place + 1}`,
    enabled: rule.Status === "Enabled",
    prefix: filter.Prefix ?? rule.Prefix ?? "",
    abortAfterDays: rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
  };
}
