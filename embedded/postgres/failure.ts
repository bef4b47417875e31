const LAST_LINES = 5;

/** What PostgreSQL said when it did not start, in a sentence for the user. */
export function sentenceFor(output: string, place: string): string {
  if (/No space left on device|Disk quota exceeded|free disk space/.test(output)) {
    return `The disk that holds ${place} is full. Free some space and start again.`;
  }
  if (/Read-only file system|Permission denied|Operation not permitted/.test(output)) return unwritable(place);
  const [, takenPort] = /Address already in use.*?on port (\d+)/s.exec(output) ?? [];
  if (takenPort) return `Port ${takenPort} is taken by another program.`;
  const lastLines = output.trim().split("\n").slice(-LAST_LINES).join("\n");
  return `PostgreSQL did not start. The last it said: ${lastLines}`;
}

export const unwritable = (place: string): string =>
  `The folder ${place} cannot be written. Make it writable, or choose another one with PARQUETRY_DATA_DIR.`;
