import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import { scratchRoot } from "../env.ts";
import { deletePrefix, findObject } from "../storage.ts";
import type { Claim } from "./attempt.ts";
import { aDataset, anyone, fileJob, silence, take } from "./jobs-under-test.ts";
import { publishAttempt } from "./publish.ts";
import { closeSender, installQueue } from "./queue.ts";
import { sweepAttempts } from "./sweep.ts";

withServices();
beforeAll(installQueue);
afterAll(closeSender);
beforeEach(async () => {
  await deletePrefix("lake/");
  await db().job.deleteMany();
});

const s3 = () =>
  new S3Client({ endpoint: process.env.S3_ENDPOINT, region: process.env.AWS_REGION, forcePathStyle: true });
const Bucket = () => ({ Bucket: process.env.S3_BUCKET });
const keyOf = ({ id }: Claim) => `lake/${id}/part.parquet`;
const tableOf = ({ id }: Claim) => `trade_${id.replaceAll("-", "")}`;
const folderOf = ({ id }: Claim) => join(scratchRoot(), id);

/** An attempt with something of every kind that an attempt makes. */
async function attemptWithThings(): Promise<Claim> {
  const owner = await anyone();
  await fileJob(owner, await aDataset(owner), "file.convert");
  const claim = await take();
  await leaveThings(claim);
  return claim;
}

async function leaveThings(claim: Claim): Promise<void> {
  await s3().send(new PutObjectCommand({ ...Bucket(), Key: keyOf(claim), Body: "half" }));
  await s3().send(new CreateMultipartUploadCommand({ ...Bucket(), Key: `lake/${claim.id}/unfinished` }));
  await db().$executeRawUnsafe(`CREATE TABLE IF NOT EXISTS ${tableOf(claim)} (LIKE trade)`);
  await mkdir(folderOf(claim), { recursive: true });
}

/** Which of its things are there: object, unfinished upload, table, scratch folder. */
async function thingsOf(claim: Claim): Promise<string[]> {
  const { Uploads = [] } = await s3().send(
    new ListMultipartUploadsCommand({ ...Bucket(), Prefix: `lake/${claim.id}/` }),
  );
  const tables = await db().$queryRaw<unknown[]>`SELECT 1 FROM pg_class WHERE relname = ${tableOf(claim)}`;
  return [
    ...((await findObject(keyOf(claim))) ? ["object"] : []),
    ...Uploads.map(() => "upload"),
    ...tables.map(() => "table"),
    ...(existsSync(folderOf(claim)) ? ["folder"] : []),
  ];
}

const EVERYTHING = ["object", "upload", "table", "folder"];

test("what an attempt left whose worker died is removed", async () => {
  const dead = await attemptWithThings();
  await silence(dead.id);
  expect(await sweepAttempts()).toEqual({ attempts: 1, objects: 1, uploads: 1, tables: 1, folders: 1 });
  expect(await thingsOf(dead)).toEqual([]);
  expect(await sweepAttempts()).toEqual({ attempts: 0, objects: 0, uploads: 0, tables: 0, folders: 0 });
});

test("what lives is left alone, and so is what has just ended", async () => {
  const alive = await attemptWithThings();
  const ended = await attemptWithThings();
  await db().attempt.update({ where: { id: ended.id }, data: { exit: "failed" } });
  await sweepAttempts({ thorough: true });
  expect(await thingsOf(alive)).toEqual(EVERYTHING);
  expect(await thingsOf(ended)).toEqual(["object", "upload", "table"]);
});

test("what was published stays; the upload that it did not need goes", async () => {
  const claim = await attemptWithThings();
  await publishAttempt(claim, undefined, async () => {});
  await silence(claim.id);
  await sweepAttempts({ thorough: true });
  expect(await thingsOf(claim)).toEqual(["object", "table"]);
});

test("what a zombie writes after its attempt was swept goes with the next thorough round", async () => {
  const zombie = await attemptWithThings();
  await silence(zombie.id);
  await sweepAttempts();
  await leaveThings(zombie);
  await sweepAttempts();
  expect(await thingsOf(zombie)).toEqual(["object"]);
  await sweepAttempts({ thorough: true });
  expect(await thingsOf(zombie)).toEqual([]);
});

test("objects of attempts that this database does not know are not ours to remove", async () => {
  const key = `lake/${crypto.randomUUID()}/part.parquet`;
  await s3().send(new PutObjectCommand({ ...Bucket(), Key: key, Body: "whose?" }));
  await sweepAttempts({ restMs: 0, thorough: true });
  expect(await findObject(key)).toBeDefined();
});
