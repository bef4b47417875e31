import { setTimeout as sleep } from "node:timers/promises";
import { db } from "../db.ts";
import type { User } from "../session.ts";
import type { Claim } from "./attempt.ts";
import { claimNext, type Room, type Taken } from "./claim.ts";
import { enqueue } from "./queue.ts";
import type { JobHandler } from "./run-job.ts";

export const anyone = (): Promise<User> => db().user.create({ data: { name: crypto.randomUUID() } });

export async function aDataset(owner: User): Promise<string> {
  const { id } = await db().dataset.create({ data: { ownerId: owner.id, name: crypto.randomUUID() } });
  return id;
}

/** A job about a file of this size that exists only as a row. */
export async function fileJob(
  owner: User,
  datasetId: string,
  kind: "file.inspect" | "file.profile" | "file.convert",
  bytes = 1_000,
): Promise<string> {
  const file = {
    datasetId,
    path: crypto.randomUUID(),
    bytes: BigInt(bytes),
    partBytes: 1,
    objectKey: crypto.randomUUID(),
  };
  const { id } = await db().sourceFile.create({ data: file });
  return enqueue(db(), { kind, subject: id, ownerId: owner.id });
}

/** A job to run something over a dataset version of this size. */
export async function runJobOver(owner: User, datasetId: string, bytes: number): Promise<string> {
  const recipe = await db().recipe.create({ data: { datasetId, version: 1, signature: "", body: {} } });
  const size = { rows: 1n, rawBytes: 1n, parquetBytes: BigInt(bytes) };
  const ids = { recipeId: recipe.id, attemptId: crypto.randomUUID() };
  const version = await db().datasetVersion.create({
    data: { ...size, ...ids, datasetId, number: 1, manifest: {}, contentHash: "" },
  });
  const named = { strategy: "any", preset: "any", params: {}, contentHash: crypto.randomUUID() };
  const run = await db().run.create({ data: { ...named, ownerId: owner.id, datasetVersionId: version.id } });
  return enqueue(db(), { kind: "run.execute", subject: String(run.id), ownerId: owner.id });
}

export const ROOM: Room = { heavy: true, background: true, alone: true, running: [], takeOver: true };

export const markNothing = async () => {};

export async function take(room: Partial<Room> = {}): Promise<Claim> {
  const taken = await takeAny(room);
  if (!taken || taken === "given_up") throw new Error("There was no job to take.");
  return taken;
}

export const takeAny = (room: Partial<Room> = {}): Promise<Taken> => claimNext({ ...ROOM, ...room }, markNothing);

/** A job's work that publishes nothing but its end. */
export const handler = (work: JobHandler["work"]): JobHandler => ({ work, failed: markNothing });
export const publishes: JobHandler = handler((attempt) => attempt.publish(async () => {}));

/** As if the worker had died some time ago. */
export async function silence(attemptId: string, seconds = 3_600): Promise<void> {
  await db().$executeRaw`
    UPDATE attempt SET heartbeat_at = now() - make_interval(secs => ${seconds})
    WHERE id = ${attemptId}::uuid`;
}

export const jobOf = (id: string) =>
  db().job.findUniqueOrThrow({ where: { id }, include: { attempts: { orderBy: { startedAt: "asc" } } } });

export async function until(condition: () => Promise<boolean> | boolean, patienceMs = 20_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error("Waited too long.");
    await sleep(20);
  }
}
