import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { Transfer } from "#lib/upload/transfer.ts";
import type { Source, TransferState } from "#lib/upload/transfer-file.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { sweepUploads } from "#lib/upload/upload.ts";
import { type Asked, type Drawer, LINE_BYTES_PER_MS, nothingAsked } from "./drawer.ts";
import { PhantomFile } from "./phantom-file.ts";

const HOUR_MS = 3_600_000;
const EIGHT_DAYS_AGO = "8 days";
/** Some parts later. */
const SOON_BYTES = 100_000_000;
/** Longer than a snapshot is kept. */
const LOOK_MS = 250;

/** One chapter of the drawer's way: what it ended with, and what it asked of server and store. */
export interface Chapter {
  name: string;
  counts: TransferSnapshot["counts"];
  savedBytes: number;
  sentAgainBytes: number;
  seconds: number;
  asked: Asked;
}

export interface Walk {
  chapters: Chapter[];
  /** Every state that any file was in while somebody looked. */
  states: TransferState[];
  swept: number;
  /** Fewest parts at once that were seen. */
  fewestAtOnce: number;
  /** The files as they were at the end. */
  sent: Source[];
}

/** What the drawer costs when all goes well, and what becomes of it when nothing does. */
export interface DrawerReport {
  files: number;
  bytes: number;
  /** What 1 Gbit/s alone would take. */
  lineSeconds: number;
  sent: Chapter;
  walk: Walk;
}

/** Sends the drawer twice, into two datasets: in one go, and through a bad week. */
export async function simulateDrawer(drawer: Drawer, owner: User, datasetIds: [string, string]): Promise<DrawerReport> {
  const { time, sources } = drawer;
  const bytes = sources.reduce((total, { blob }) => total + blob.size, 0);
  const sent = await time.until(sendDrawer(drawer, owner, datasetIds[0]));
  const walk = await time.until(walkDrawer(drawer, owner, datasetIds[1]));
  return { files: sources.length, bytes, lineSeconds: bytes / LINE_BYTES_PER_MS / 1_000, sent, walk };
}

/** The drawer as a bad week sends it: paused, offline, throttled, reset, crashed, changed, forgotten for eight days, and sent once more when all is there. */
async function walkDrawer(drawer: Drawer, owner: User, datasetId: string): Promise<Walk> {
  const { time, trouble, sources } = drawer;
  const all = sources.reduce((total, { blob }) => total + blob.size, 0);
  const before = drawer.reached();
  const sent = (share: number) => drawer.sent(before + all * share);
  const walk: Walk = { chapters: [], states: [], swept: 0, fewestAtOnce: Number.POSITIVE_INFINITY, sent: [] };
  const states = new Set<TransferState>();
  const open = () => drawer.open(owner, datasetId);
  const look = async (transfer: Transfer) => {
    await time.really(sleep(LOOK_MS));
    const snapshot = transfer.getSnapshot();
    for (const { state } of snapshot.files) states.add(state);
    walk.fewestAtOnce = Math.min(walk.fewestAtOnce, snapshot.concurrency);
    return snapshot;
  };
  const chapter = startChapters(drawer, walk);

  const first = open();
  first.transfer.add(sources);
  await sent(0.1);
  first.transfer.pauseAll();
  await look(first.transfer);
  await time.sleep(HOUR_MS);
  first.transfer.resumeAll();
  await sent(0.2);
  trouble.isOnline = false;
  await time.sleep(5_000);
  await look(first.transfer);
  await time.sleep(15_000);
  trouble.back();
  await sent(0.3);
  trouble.parts = Array.from({ length: 12 }, () => "busy");
  await drawer.sent(drawer.reached() + SOON_BYTES);
  await look(first.transfer);
  await sent(0.4);
  trouble.parts = Array.from({ length: 100 }, (_, index) => (index % 5 === 0 ? "reset" : "through"));
  await sent(0.5);
  const crashed = await look(first.transfer);
  first.crash();
  chapter("paused, offline, throttled, reset, crashed", crashed);

  const second = open();
  const changed = sources.map((source, index) => (index % 50 === 49 ? rewritten(source) : source));
  second.transfer.add(changed);
  await sent(0.75);
  const last = changed.at(-1)?.path ?? "";
  second.transfer.cancelFile(last);
  second.transfer.pauseAll();
  const left = await look(second.transfer);
  second.crash();
  chapter("gone on with after the crash, then left", left);

  const asLeft = { state: "uploading", dataset: { id: datasetId } } as const;
  const unfinished = await time.really(db().sourceFile.findMany({ where: asLeft, select: { id: true } }));
  await time.really(
    db().$executeRaw`UPDATE source_file SET heard_at = now() - ${EIGHT_DAYS_AGO}::interval
      WHERE id = ANY(${unfinished.map(({ id }) => id)}::uuid[])`,
  );
  walk.swept = await time.really(sweepUploads());

  const third = open();
  third.transfer.add(changed);
  chapter("after eight days and a sweep", await third.transfer.settled());
  const fourth = open();
  fourth.transfer.add(changed);
  chapter("dropped once more", await fourth.transfer.settled());
  for (const { state } of [...third.transfer.getSnapshot().files, ...fourth.transfer.getSnapshot().files])
    states.add(state);
  return { ...walk, states: [...states].sort(), sent: changed };
}

/** The drawer sent in one go. */
async function sendDrawer(drawer: Drawer, owner: User, datasetId: string): Promise<Chapter> {
  const walk: Pick<Walk, "chapters"> = { chapters: [] };
  const chapter = startChapters(drawer, walk);
  const { transfer } = drawer.open(owner, datasetId);
  transfer.add(drawer.sources);
  return chapter("sent in one go", await transfer.settled());
}

function startChapters({ time, asked }: Drawer, walk: Pick<Walk, "chapters">) {
  let begunAt = time.now();
  return (name: string, { counts, savedBytes, sentAgainBytes }: TransferSnapshot): Chapter => {
    const seconds = (time.now() - begunAt) / 1_000;
    const chapter = { name, counts, savedBytes, sentAgainBytes, seconds, asked: { ...asked } };
    walk.chapters.push(chapter);
    Object.assign(asked, nothingAsked());
    begunAt = time.now();
    return chapter;
  };
}

/** Other bytes under the same name, as long. */
const rewritten = ({ path, blob, lastModified }: Source): Source => ({
  path,
  blob: new PhantomFile(`${path} rewritten\n`, blob.size),
  lastModified,
});
