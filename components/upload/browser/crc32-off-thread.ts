import { UnreadableSource } from "#lib/upload/put-part.ts";
import type { Crc32Answer, Crc32Question } from "./crc32-worker.ts";

/** One sums faster than lines send; a second one only takes the processor from what sends. */
const THREADS = 1;

const idle: Worker[] = [];
const waiting: ((thread: Worker) => void)[] = [];
let started = 0;

/** The CRC-32 of a blob, taken in a Worker so that the page stays quick. Throws UnreadableSource when the bytes cannot be read. */
export async function crc32OffThread(bytes: Blob, signal: AbortSignal): Promise<number> {
  const thread = await takeThread();
  try {
    signal.throwIfAborted();
    const { crc32 } = await ask(thread, bytes, signal);
    signal.throwIfAborted();
    if (crc32 === null) throw new UnreadableSource();
    return crc32;
  } finally {
    giveBack(thread);
  }
}

async function takeThread(): Promise<Worker> {
  const thread = idle.pop();
  if (thread) return thread;
  if (started === THREADS) return new Promise((resolve) => waiting.push(resolve));
  started++;
  return new Worker(new URL("./crc32-worker.ts", import.meta.url), { type: "module" });
}

function giveBack(thread: Worker): void {
  const next = waiting.shift();
  if (next) next(thread);
  else idle.push(thread);
}

/** A thread that is told to stop answers too, so that its next answer is to the next question. */
function ask(thread: Worker, bytes: Blob, signal: AbortSignal): Promise<Crc32Answer> {
  return new Promise((resolve, reject) => {
    const say = (question: Crc32Question) => thread.postMessage(question);
    const stop = () => say("stop");
    signal.addEventListener("abort", stop);
    const end = () => signal.removeEventListener("abort", stop);
    thread.onmessage = ({ data }: MessageEvent<Crc32Answer>) => {
      end();
      resolve(data);
    };
    thread.onerror = () => {
      end();
      reject(new Error("This browser does not start the part of the page that computes checksums. Reload the page."));
    };
    say({ bytes });
  });
}
