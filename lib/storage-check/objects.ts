import { DeleteObjectsCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Finding } from "./contract.ts";
import { discard } from "./discard.ts";
import { bad, good, warning } from "./finding.ts";
import { type Probe, probeObject } from "./probe.ts";
import { statusOf, step } from "./store-failure.ts";
import { TRIAL_TEXT } from "./trial-text.ts";

/** Whether an object can be written, read back as it was, and deleted. */
export async function checkObjects(probe: Probe): Promise<Finding> {
  const { client, signal } = probe;
  const where = probeObject(probe);
  const options = { abortSignal: signal };
  const put = new PutObjectCommand({ ...where, Body: TRIAL_TEXT, ContentType: "text/csv" });
  await step("Writing an object", client.send(put, options));
  try {
    const { Body } = await step("Reading an object", client.send(new GetObjectCommand(where), options));
    const text = await step("Reading an object", Promise.resolve(Body?.transformToString()));
    if (text !== TRIAL_TEXT)
      return bad("An object came back with other bytes than it was written with.", "Do not use this store.");
    await step("Deleting objects", deleteAsWeDo(probe, where));
    return good("An object was written, read back and deleted.");
  } catch (error) {
    await discard(probe, where);
    throw error;
  }
}

/** With the call for many, which some stores lack; what it could not delete stands in an answer that looks good. */
async function deleteAsWeDo(
  { client, signal }: Probe,
  { Bucket, Key }: { Bucket: string; Key: string },
): Promise<void> {
  const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }], Quiet: true } });
  const { Errors = [] } = await client.send(command, { abortSignal: signal });
  for (const { Code = "AccessDenied", Message } of Errors) throw Object.assign(new Error(Message), { name: Code });
}

/** Whether the store holds to If-None-Match on a write and to If-Match on a read, which keep objects from being mixed. */
export async function checkConditions(probe: Probe): Promise<Finding> {
  const { client, signal } = probe;
  const where = probeObject(probe);
  const options = { abortSignal: signal };
  const writeOnce = () => client.send(new PutObjectCommand({ ...where, Body: TRIAL_TEXT, IfNoneMatch: "*" }), options);
  try {
    await step("Writing an object that must not be there yet (If-None-Match)", writeOnce());
    const twice = await isTaken(writeOnce());
    const other = await isTaken(
      client.send(new HeadObjectCommand({ ...where, IfMatch: '"0123456789abcdef"' }), options),
    );
    if (!twice && !other)
      return good("An object is written once when it has to be, and read only as the one that is meant.");
    return warning(
      `The store does not hold to ${twice ? "If-None-Match when it writes" : "If-Match when it reads"}.`,
      "Uploads work, but nothing but the application keeps an object from being replaced. Use a newer version of the store if there is one.",
    );
  } finally {
    await discard(probe, where);
  }
}

/** Whether the store did what a condition forbade. */
const isTaken = (answer: Promise<unknown>): Promise<boolean> =>
  answer.then(
    () => true,
    (error) => {
      if (statusOf(error) === 412) return false;
      throw error;
    },
  );
