import { z } from "zod";
import { sideBySide } from "#embedded/object-store/files/durable-file.ts";
import { storageFault } from "#embedded/object-store/files/storage-fault.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { checkWriteConditions } from "./entity-tag.ts";
import { readXml } from "./request-body.ts";
import { oneOrMore } from "./xml-list.ts";

const MAX_KEYS = 1000;

const Deletion = z.object({
  Quiet: z.enum(["true", "false"]).optional(),
  Object: oneOrMore(z.object({ Key: z.string().min(1), ETag: z.string().optional() })),
});

/** Deletes up to 1,000 keys; those that could not be deleted are named with the reason, the others are gone. */
export async function deleteObjects(call: Call): Promise<Reply> {
  const { objects } = getBucket(call);
  const { Quiet, Object: named } = await readXml(call, "Delete", Deletion);
  if (named.length > MAX_KEYS) throw new S3Error("MalformedXML", `At most ${MAX_KEYS} keys can be deleted at once.`);
  const deleted: { Key: string }[] = [];
  const failed: { Key: string; Code: string; Message: string }[] = [];
  await sideBySide(named, async ({ Key, ETag }) => {
    const condition: Record<string, string> = ETag === undefined ? {} : { "if-match": ETag };
    try {
      await objects.remove(Key, (current) => checkWriteConditions(condition, current));
      deleted.push({ Key });
    } catch (error) {
      failed.push({ Key, ...reasonOf(error) });
    }
  });
  const content = { Deleted: Quiet === "true" ? [] : deleted, Error: failed };
  return { xml: { root: "DeleteResult", content } };
}

function reasonOf(error: unknown): { Code: string; Message: string } {
  const refusal = error instanceof S3Error ? error : storageFault(error);
  if (!refusal) throw error;
  return { Code: refusal.code, Message: refusal.message };
}
