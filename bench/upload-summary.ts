import { formatBytes, formatCount, formatDuration, formatPercent, plural } from "#lib/platform/format.ts";
import type { Chapter, DrawerReport } from "./drawer-walk.ts";
import type { UploadBenchResult } from "./upload.ts";

export function uploadSummary({ machine, files, bytes, rates, ratio, peakBytes }: UploadBenchResult): string {
  return [
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB`,
    `${plural(files, "file")}, ${formatBytes(bytes)}`,
    "",
    `transfer  ${rates.transfer} MB/s, checksums, rows and completion included`,
    `bare PUTs ${rates.bare} MB/s, the faster of 6 and 12 at once: ${ratio} times its speed`,
    `memory    ${formatBytes(peakBytes)} at most in this process`,
  ].join("\n");
}

export function drawerSummary({ files, bytes, lineSeconds, sent, walk }: DrawerReport): string {
  return [
    `${plural(files, "file")}, ${formatBytes(bytes)}; 1 Gbit/s alone needs ${formatDuration(lineSeconds * 1_000)}`,
    "",
    ...[sent, ...walk.chapters].flatMap(chapterLines),
    `${plural(walk.swept, "upload")} swept; at least ${walk.fewestAtOnce} parts at once; states seen: ${walk.states.join(", ")}`,
  ].join("\n");
}

function chapterLines({ name, counts, asked, seconds, savedBytes, sentAgainBytes }: Chapter): string[] {
  const ended = Object.entries(counts).filter(([, count]) => count > 0);
  const sizes = asked.puts > 0 ? ` of ${formatBytes(asked.smallestPart)} to ${formatBytes(asked.largestPart)}` : "";
  const again = formatPercent(sentAgainBytes / Math.max(1, asked.putBytes), 2);
  return [
    `${name}: ${formatDuration(seconds * 1_000)}`,
    `  files     ${ended.map(([state, count]) => `${formatCount(count)} ${state}`).join(", ")}`,
    `  parts     ${formatCount(asked.puts)}${sizes}, ${formatBytes(asked.putBytes)} arrived, ${formatBytes(sentAgainBytes)} sent again (${again}), ${formatBytes(savedBytes)} needed not be sent`,
    `  requests  ${formatCount(asked.registrations)} registrations, ${formatCount(asked.signatures)} for ${formatCount(asked.partsSigned)} signatures, ${formatCount(asked.completions)} completions`,
    "",
  ];
}
