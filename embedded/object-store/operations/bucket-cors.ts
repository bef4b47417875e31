import { z } from "zod";
import { CorsRule } from "#embedded/object-store/files/bucket.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { readXml } from "./request-body.ts";
import { anyNumberOf, oneOrMore } from "./xml-list.ts";

const MAX_RULES = 100;

const CorsXml = z.object({
  CORSRule: oneOrMore(
    z
      .object({
        ID: z.string().optional(),
        AllowedOrigin: oneOrMore(z.string().regex(/^[^*]*\*?[^*]*$/)),
        AllowedMethod: oneOrMore(CorsRule.shape.allowedMethods.element),
        AllowedHeader: anyNumberOf(z.string().regex(/^[^*]*\*?[^*]*$/)),
        ExposeHeader: anyNumberOf(z.string()),
        MaxAgeSeconds: z.coerce.number().int().nonnegative().optional(),
      })
      .transform((rule) => ({
        id: rule.ID,
        allowedOrigins: rule.AllowedOrigin,
        allowedMethods: rule.AllowedMethod,
        allowedHeaders: rule.AllowedHeader,
        exposeHeaders: rule.ExposeHeader,
        maxAgeSeconds: rule.MaxAgeSeconds,
      })),
  ),
});

export async function putBucketCors(call: Call): Promise<Reply> {
  const bucket = getBucket(call);
  const { CORSRule: cors } = await readXml(call, "CORSConfiguration", CorsXml);
  if (cors.length > MAX_RULES) throw new S3Error("MalformedXML", `A bucket can have at most ${MAX_RULES} CORS rules.`);
  await bucket.change({ cors });
  return {};
}

export async function getBucketCors(call: Call): Promise<Reply> {
  const { cors } = getBucket(call).settings;
  if (!cors) throw new S3Error("NoSuchCORSConfiguration", "The CORS configuration does not exist");
  const rules = cors.map((rule) => ({
    ID: rule.id,
    AllowedOrigin: rule.allowedOrigins,
    AllowedMethod: rule.allowedMethods,
    AllowedHeader: rule.allowedHeaders,
    ExposeHeader: rule.exposeHeaders,
    MaxAgeSeconds: rule.maxAgeSeconds,
  }));
  return { xml: { root: "CORSConfiguration", content: { CORSRule: rules } } };
}

export async function deleteBucketCors(call: Call): Promise<Reply> {
  await getBucket(call).change({ cors: undefined });
  return { status: 204 };
}
