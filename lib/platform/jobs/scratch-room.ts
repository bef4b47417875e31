import { statfs } from "node:fs/promises";
import { AppError } from "../errors.ts";
import { formatBytes } from "../format.ts";

/** Left free for what else happens on the machine. */
const SPARE_BYTES = 64 * 2 ** 20;

/** Fails with scratch_full, which is waited for, when the disk of a folder has not got so much room. */
export async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return;
  throw new AppError(
    "scratch_full",
    `This needs about ${formatBytes(bytes + SPARE_BYTES)} for temporary files, and ${formatBytes(free)} are free. It begins when there is room.`,
  );
}
