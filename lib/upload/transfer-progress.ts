import type { Clock } from "./clock.ts";
import type { SendingFile } from "./sending-file.ts";
import type { FileProgress, TransferState } from "./transfer-file.ts";

const TICK_MS = 100;
/** While bytes do not move the rate still has to fall, so it is shown anew at least this often. */
const TICKS_BETWEEN_SNAPSHOTS = 10;
const RATE_WINDOW_MS = 10_000;

/** A whole transfer as it is shown; the object is replaced at most ten times a second. */
export interface TransferSnapshot {
  files: readonly FileProgress[];
  counts: Record<TransferState, number>;
  /** Of all files but the cancelled ones. */
  bytes: number;
  sentBytes: number;
  /** Of these, what needed not be sent: it had arrived before, or the dataset has the whole file. */
  savedBytes: number;
  /** Sent more than once, because it did not arrive. */
  sentAgainBytes: number;
  /** How many parts may be under way at once, as the line and the store allow. */
  concurrency: number;
  /** Over the last ten seconds. */
  bytesPerSecond: number;
  /** Null while there is no rate to tell from. */
  secondsLeft: number | null;
  /** Whether any file is not over yet. */
  isActive: boolean;
  /** Whether bytes are on their way or being verified: closing the page now would break something off. */
  isMoving: boolean;
}

export const NO_FILES: Record<TransferState, number> = {
  waiting: 0,
  sending: 0,
  paused: 0,
  offline: 0,
  elsewhere: 0,
  verifying: 0,
  done: 0,
  skipped: 0,
  failed: 0,
  cancelled: 0,
};

/** What a page watches (made for useSyncExternalStore): told that something changed, it reads all files now and then. */
export class TransferProgress {
  readonly #read: () => { files: SendingFile[]; concurrency: number };
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #rate = new Rate();
  #snapshot: TransferSnapshot;
  #timer: ReturnType<typeof setInterval> | undefined;
  #hasChanged = false;

  constructor(read: () => { files: SendingFile[]; concurrency: number }, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
    this.#snapshot = { ...summarise([]), concurrency: 0, bytesPerSecond: 0, secondsLeft: null };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  getSnapshot = (): TransferSnapshot => this.#snapshot;

  changed(): void {
    this.#hasChanged = true;
    this.#timer ??= this.#startTicking();
  }

  publish(): void {
    this.#hasChanged = false;
    const { files, concurrency } = this.#read();
    const { leftBytes, ...sums } = summarise(files);
    const bytesPerSecond = this.#rate.after(this.#clock.now(), sums.sentBytes - sums.savedBytes);
    const secondsLeft = sums.isMoving && bytesPerSecond > 0 ? leftBytes / bytesPerSecond : null;
    this.#snapshot = { ...sums, concurrency, bytesPerSecond, secondsLeft };
    for (const listener of this.#listeners) listener();
  }

  #startTicking(): ReturnType<typeof setInterval> {
    let ticks = 0;
    return setInterval(() => {
      ticks++;
      if (this.#hasChanged || ticks % TICKS_BETWEEN_SNAPSHOTS === 0) this.publish();
      if (this.#snapshot.isMoving || this.#snapshot.counts.waiting > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    }, TICK_MS);
  }
}

/** One pass over the files; a file that did not change since shows the same object. */
function summarise(all: SendingFile[]) {
  const counts = { ...NO_FILES };
  const files: FileProgress[] = [];
  let [bytes, sentBytes, savedBytes, sentAgainBytes, leftBytes] = [0, 0, 0, 0, 0];
  for (const file of all) {
    const shown = file.show();
    files.push(shown);
    counts[shown.state]++;
    if (shown.state === "cancelled") continue;
    bytes += shown.bytes;
    sentBytes += shown.sentBytes;
    savedBytes += file.savedBytes;
    sentAgainBytes += file.sentAgainBytes;
    if (shown.state !== "failed") leftBytes += shown.bytes - shown.sentBytes;
  }
  const isMoving = counts.sending + counts.verifying > 0;
  const isActive = isMoving || counts.waiting + counts.paused + counts.offline + counts.elsewhere > 0;
  return { files, counts, bytes, sentBytes, savedBytes, sentAgainBytes, leftBytes, isActive, isMoving };
}

/** Bytes per second over a sliding window; what was taken back (a part sent again) never makes it negative. */
class Rate {
  #samples: { at: number; sentBytes: number }[] = [];

  after(at: number, sentBytes: number): number {
    this.#samples = [...this.#samples.filter((sample) => sample.at > at - RATE_WINDOW_MS), { at, sentBytes }];
    const first = this.#samples[0];
    if (!first || at <= first.at) return 0;
    return Math.max(0, (sentBytes - first.sentBytes) / ((at - first.at) / 1_000));
  }
}
