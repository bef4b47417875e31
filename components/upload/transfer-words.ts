import { formatBytes, formatCount, formatDuration, plural } from "#lib/platform/format.ts";
import type { FileProgress, TransferState } from "#lib/upload/transfer-file.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";

const STATE_WORDS: Record<TransferState, string> = {
  waiting: "Waiting",
  sending: "Sending",
  paused: "Paused",
  offline: "Waiting for the connection",
  elsewhere: "Sent by another tab",
  verifying: "Checking",
  done: "Arrived",
  skipped: "Already here",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** "14 of 20 files · 812 MB of 1.1 GB · 94 MB/s · 3 s left". */
export function totalsWords({ counts, files, bytes, sentBytes, ...rate }: TransferSnapshot): string {
  const wanted = files.length - counts.cancelled;
  const parts = [
    `${formatCount(counts.done)} of ${plural(wanted, "file")}`,
    `${formatBytes(sentBytes)} of ${formatBytes(bytes)}`,
  ];
  if (rate.isActive && rate.bytesPerSecond > 0) parts.push(`${formatBytes(rate.bytesPerSecond)}/s`);
  if (rate.secondsLeft !== null) parts.push(`${formatDuration(Math.max(1, Math.ceil(rate.secondsLeft)) * 1000)} left`);
  return parts.join(" · ");
}

/** How it ended, when not every file arrived. */
export function outcomeWords({ done, failed, cancelled }: TransferSnapshot["counts"]): string {
  const parts = [`${plural(done, "file")} arrived`];
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (cancelled > 0) parts.push(`${formatCount(cancelled)} cancelled`);
  return `${parts.join(", ")}.${done > 0 ? " The files that arrived can go on." : ""}`;
}

export const fileWords = ({ state, bytes, sentBytes }: FileProgress): string =>
  state === "sending"
    ? `${formatBytes(sentBytes)} of ${formatBytes(bytes)}`
    : `${STATE_WORDS[state]} · ${formatBytes(bytes)}`;
