import { formatBytes, formatCount, formatDuration, plural } from "#lib/platform/format.ts";
import type { FileProgress, TransferState } from "#lib/upload/transfer-file.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";

const STATE_WORDS: Record<TransferState, string> = {
  waiting: "Waiting",
  sending: "Sending",
  paused: "Paused",
  offline: "Waits for the connection",
  elsewhere: "Another tab is sending this file",
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
    `${formatCount(counts.done + counts.skipped)} of ${plural(wanted, "file")}`,
    `${formatBytes(sentBytes)} of ${formatBytes(bytes)}`,
  ];
  if (rate.isMoving && rate.bytesPerSecond > 0) {
    parts.push(`${formatBytes(rate.bytesPerSecond)}/s`);
    if (rate.secondsLeft !== null)
      parts.push(`${formatDuration(Math.max(1, Math.ceil(rate.secondsLeft)) * 1000)} left`);
  }
  return parts.join(" · ");
}

/** What stands beside the totals: what waits and why, and what needed not be sent; "" when there is nothing to say. */
export function asideWords({ counts, savedBytes }: TransferSnapshot): string {
  const parts: string[] = [];
  const say = (count: number, words: string) => {
    if (count > 0) parts.push(`${formatCount(count)} ${words}`);
  };
  say(counts.paused, "paused");
  say(counts.offline, counts.offline === 1 ? "waits for the connection" : "wait for the connection");
  say(counts.elsewhere, "sent by another tab");
  say(counts.skipped, counts.skipped === 1 ? "was already here" : "were already here");
  say(counts.failed, "failed");
  if (savedBytes > 0) parts.push(`${formatBytes(savedBytes)} needed no sending`);
  return parts.join(" · ");
}

/** How it ended, when not every file arrived. */
export function outcomeWords({ done, skipped, failed, cancelled }: TransferSnapshot["counts"]): string {
  const parts = [`${plural(done, "file")} arrived`];
  if (skipped > 0) parts.push(`${formatCount(skipped)} ${skipped === 1 ? "was" : "were"} already here`);
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (cancelled > 0) parts.push(`${formatCount(cancelled)} cancelled`);
  return `${parts.join(", ")}.${done > 0 ? " The files that arrived can go on." : ""}`;
}

export function fileWords({ state, bytes, sentBytes }: FileProgress): string {
  if (state === "sending") return `${formatBytes(sentBytes)} of ${formatBytes(bytes)}`;
  const isUnderWay = sentBytes > 0 && sentBytes < bytes;
  return `${STATE_WORDS[state]} · ${isUnderWay ? `${formatBytes(sentBytes)} of ` : ""}${formatBytes(bytes)}`;
}

/** A CRC-32 as people and tools write it: eight hex digits. */
export const crc32Words = (base64: string): string =>
  [...atob(base64)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
