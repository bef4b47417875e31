import { on } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { AppError } from "#lib/platform/errors.ts";
import { businessDays } from "./business-days.ts";
import { FileMessage } from "./file-task.ts";
import type { SimulateOptions } from "./options.ts";
import { pathsOf, type WrittenFile } from "./price-file.ts";

export { SimulateOptions } from "./options.ts";

export interface SimulateProgress {
  filesDone: number;
  files: number;
  rowsDone: number;
  rows: number;
  bytesDone: number;
}

/**
 * Writes made-up daily prices as CSV files, several at once. The same options give the same bytes on any machine, and a
 * ticker's prices depend on the seed, the model and the days alone, not on how tickers are spread over files.
 * Files of the same name are replaced. Throws `invalid_input` when the folder cannot be written.
 */
export async function simulateFiles(
  options: SimulateOptions,
  onProgress: (progress: SimulateProgress) => void = () => {},
): Promise<{ files: WrittenFile[] }> {
  try {
    await mkdir(options.out, { recursive: true });
    return { files: await writeInWorkers(options, onProgress) };
  } catch (error) {
    throw unwritable(options.out, error);
  }
}

async function writeInWorkers(
  options: SimulateOptions,
  onProgress: (progress: SimulateProgress) => void,
): Promise<WrittenFile[]> {
  const progress = progressAtStart(options);
  const queue = Array.from({ length: options.files }, (_, file) => file).values();
  const workers = startWorkers(options);
  const written: WrittenFile[] = [];

  const drainQueue = async (worker: Worker): Promise<void> => {
    for (const file of queue) {
      written[file] = await writeInWorker(worker, file, ({ rows, bytes }) => {
        progress.rowsDone += rows;
        progress.bytesDone += bytes;
        onProgress({ ...progress });
      });
      progress.filesDone += 1;
      onProgress({ ...progress });
    }
  };

  try {
    await Promise.all(workers.map(drainQueue)).finally(() => stop(workers));
    return written;
  } catch (error) {
    await removeTemporaries(options);
    throw error;
  }
}

function progressAtStart({ files, tickersPerFile, from, to }: SimulateOptions): SimulateProgress {
  const rows = files * tickersPerFile * businessDays(from, to).length;
  return { filesDone: 0, files, rowsDone: 0, rows, bytesDone: 0 };
}

function startWorkers(options: SimulateOptions): Worker[] {
  const count = Math.min(availableParallelism(), options.files);
  const script = new URL("./file-worker.ts", import.meta.url);
  return Array.from({ length: count }, () => new Worker(script, { workerData: options }));
}

async function writeInWorker(
  worker: Worker,
  file: number,
  onTicker: (added: { rows: number; bytes: number }) => void,
): Promise<WrittenFile> {
  const messages = on(worker, "message", { close: ["exit"] });
  worker.postMessage(file);
  for await (const [raw] of messages) {
    const message = FileMessage.parse(raw);
    if (message.kind === "file") return { path: message.path, bytes: message.bytes, rows: message.rows };
    onTicker(message);
  }
  throw new Error(`The thread that wrote file ${file + 1} ended early.`);
}

const stop = (workers: Worker[]) => Promise.all(workers.map((worker) => worker.terminate()));

async function removeTemporaries(options: SimulateOptions): Promise<void> {
  for (let file = 0; file < options.files; file++) await rm(pathsOf(file, options).temporary, { force: true });
}

const REASONS: Record<string, string> = {
  EACCES: "you have no permission to write there",
  EPERM: "you have no permission to write there",
  EROFS: "it is on a read-only disk",
  ENOTDIR: "part of the path is a file, not a folder",
  EEXIST: "there is a file of that name",
  EISDIR: "there is a folder with the name of one of the files",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the name is too long",
};

/** Failures of the file system become a sentence; anything else is passed on as it is. */
function unwritable(out: string, cause: unknown): unknown {
  const failure = z.object({ code: z.string(), syscall: z.string() }).safeParse(cause);
  if (!failure.success) return cause;
  const reason = REASONS[failure.data.code] ?? `the system says ${failure.data.code}`;
  return new AppError("invalid_input", `Cannot write to ${out}: ${reason}.`, { cause });
}
