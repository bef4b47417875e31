const LAST_LINES = 5;

/** What PostgreSQL said when it did not start, in a sentence for the user. */
export function sentenceFor(output: string, place: string): string {
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return `The disk that holds ${place} is full. Free some space and start again.`;
  }
  if (/Read-only file system|Permission denied|Operation not permitted|EACCES|EROFS|ENOTDIR|EPERM/i.test(output)) {
    return `The folder ${place} cannot be written. Make it writable, or choose another one with PARQUETRY_DATA_DIR.`;
  }
  const [, takenPort] = /Address already in use[^]*?on port (\d+)/.exec(output) ?? [];
  if (takenPort) return `Port ${takenPort} is taken by another program.`;
  if (/invalid value for parameter|unrecognized configuration parameter/.test(output)) {
    return `PostgreSQL does not accept its settings: ${lastLines(output)}`;
  }
  return `PostgreSQL did not start. The last it said: ${lastLines(output)}`;
}

const lastLines = (output: string): string => output.trim().split("\n").slice(-LAST_LINES).join("\n");
