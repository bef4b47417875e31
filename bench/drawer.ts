import { env } from "#lib/platform/env.ts";
import type { User } from "#lib/platform/session.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import { toBase64 } from "#lib/upload/crc32.ts";
import { PutFailed, type PutPart, storeUnreachable } from "#lib/upload/put-part.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import type { UploadApi } from "#lib/upload/transfer-requests.ts";
import { cancelUpload, signParts } from "#lib/upload/upload.ts";
import { PhantomFile } from "./phantom-file.ts";
import { type PhantomStore, startPhantomStore } from "./phantom-store.ts";
import { SimulatedTime } from "./simulated-time.ts";

const MEGABYTE = 1_000_000;
/** How many files of how many bytes: the original's table of 2,151 files and 437.6 GB. */
const SEED_FILES = [
  [1_000, 70 * MEGABYTE],
  [500, 140 * MEGABYTE],
  [400, 350 * MEGABYTE],
  [100, 700 * MEGABYTE],
  [50, 1_400 * MEGABYTE],
  [101, 174_257_425],
] as const;
/** 1 Gbit/s. */
export const LINE_BYTES_PER_MS = 125_000;
const PART_LATENCY_MS = 25;
const REQUEST_LATENCY_MS = 30;

/** What a simulated transfer asked of server and store. */
export interface Asked {
  registrations: number;
  signatures: number;
  partsSigned: number;
  completions: number;
  puts: number;
  putBytes: number;
  /** Of the parts that were put, in bytes. */
  smallestPart: number;
  largestPart: number;
}

export interface Trouble {
  /** What happens to the next part, until there is nothing left. */
  parts: ("busy" | "reset" | "through")[];
  isOnline: boolean;
  /** Brings the connection back. */
  back: () => void;
}

export interface Drawer {
  time: SimulatedTime;
  store: PhantomStore;
  sources: Source[];
  asked: Asked;
  /** Opens a transfer into the dataset; `crash` makes everything it waits for silent for ever. */
  open(owner: User, datasetId: string): { transfer: Transfer; crash: () => void };
  trouble: Trouble;
  /** Resolves once so many bytes have reached the store since its beginning. */
  sent(bytes: number): Promise<void>;
  /** Bytes that have reached the store. */
  reached(): number;
  close(): Promise<void>;
}

/**
 * The whole drawer of the original, sent by the real engine through the real server verbs into a store that answers from
 * memory, over a line of 1 Gbit/s in simulated time. Needs a database; `share` makes every `1/share`-th file.
 */
export async function openDrawer(share = 1): Promise<Drawer> {
  const store = await startPhantomStore();
  env().S3_ENDPOINT = store.url;
  const time = new SimulatedTime();
  const asked = nothingAsked();
  const connection = connectionOf();
  const { trouble } = connection;
  const progress: StoreProgress = { bytes: 0, milestones: [] };
  const put = linePut(time, store, asked, trouble, progress);
  const open: Drawer["open"] = (owner, datasetId) => {
    let isCrashed = false;
    const never = new Promise<never>(() => {});
    const alive = <Args extends unknown[], Answer>(verb: (...args: Args) => Promise<Answer>) => {
      return async (...args: Args) => {
        if (isCrashed) return never;
        const answer = await verb(...args);
        return isCrashed ? never : answer;
      };
    };
    const api = countedApi(owner, time, asked);
    const transfer = new Transfer(datasetId, {
      api: {
        registerFiles: alive(api.registerFiles),
        signParts: alive(api.signParts),
        completeFile: alive(api.completeFile),
        cancelFile: alive(api.cancelFile),
      },
      put: alive(put),
      crc32: async (bytes) => (bytes instanceof PhantomFile ? bytes.crc32 : 0),
      connection,
      clock: time,
    });
    const crash = () => {
      isCrashed = true;
    };
    return { transfer, crash };
  };
  const sent = (bytes: number) => new Promise<void>((resolve) => progress.milestones.push({ bytes, resolve }));
  const reached = () => progress.bytes;
  return { time, store, sources: seedSources(share), asked, open, trouble, sent, reached, close: () => store.close() };
}

export const nothingAsked = (): Asked => ({
  registrations: 0,
  signatures: 0,
  partsSigned: 0,
  completions: 0,
  puts: 0,
  putBytes: 0,
  smallestPart: Number.POSITIVE_INFINITY,
  largestPart: 0,
});

function seedSources(share: number): Source[] {
  const sizes = SEED_FILES.flatMap(([count, bytes]) => Array.from({ length: Math.ceil(count * share) }, () => bytes));
  return sizes.map((bytes, index) => {
    const path = `drawer/${String(index).padStart(4, "0")}.csv`;
    return { path, blob: new PhantomFile(`${path}\n`, bytes + index), lastModified: Date.UTC(2019, 8, 20) };
  });
}

function connectionOf() {
  const waiting = new Set<() => void>();
  const trouble: Trouble = {
    parts: [],
    isOnline: true,
    back: () => {
      trouble.isOnline = true;
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
  };
  const whenOnline = () => new Promise<void>((resolve) => waiting.add(resolve));
  return { trouble, isOnline: () => trouble.isOnline, whenOnline };
}

interface StoreProgress {
  bytes: number;
  milestones: { bytes: number; resolve: () => void }[];
}

/** One part after the other has the whole line, as many waiting as the transfer likes: what is sent at once takes as long in all. */
function linePut(
  time: SimulatedTime,
  store: PhantomStore,
  asked: Asked,
  trouble: Trouble,
  progress: StoreProgress,
): PutPart {
  let freeAt = 0;
  return async (url, body, { signal, onProgress, headers = {} }) => {
    signal.throwIfAborted();
    asked.puts++;
    asked.smallestPart = Math.min(asked.smallestPart, body.size);
    asked.largestPart = Math.max(asked.largestPart, body.size);
    const fate = trouble.parts.shift();
    if (fate === "busy") throw new PutFailed(503, "Slow down");
    freeAt = Math.max(time.now(), freeAt) + body.size / LINE_BYTES_PER_MS;
    await time.sleep(freeAt - time.now() + PART_LATENCY_MS, signal);
    onProgress(body.size);
    if (!trouble.isOnline || fate === "reset") throw storeUnreachable();
    const etag = store.takePart(url, headers, body.size);
    if (!etag) throw new PutFailed(404, "There is no such upload");
    asked.putBytes += body.size;
    progress.bytes += body.size;
    for (const { bytes, resolve } of progress.milestones) if (progress.bytes >= bytes) resolve();
    return etag;
  };
}

function countedApi(owner: User, time: SimulatedTime, asked: Asked): UploadApi {
  const answer = async <T>(work: () => Promise<T>): Promise<T> => {
    await time.sleep(REQUEST_LATENCY_MS);
    return time.really(work());
  };
  return {
    registerFiles: (datasetId, files) => {
      asked.registrations++;
      return answer(() => startUploads(owner, datasetId, files));
    },
    signParts: (datasetId, parts) => {
      asked.signatures++;
      asked.partsSigned += parts.length;
      return answer(() => signParts(owner, datasetId, parts));
    },
    completeFile: (fileId, parts) => {
      asked.completions++;
      return answer(() => completeUpload(owner, fileId, parts));
    },
    cancelFile: (fileId) => answer(() => cancelUpload(owner, fileId)),
  };
}

/** The checksum the whole of a phantom file has to end up with. */
export const wholeCrc32 = ({ blob }: Source): string => toBase64(blob instanceof PhantomFile ? blob.crc32 : 0);
