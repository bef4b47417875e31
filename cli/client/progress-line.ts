const BETWEEN_LINES_MS = 5_000;
const BETWEEN_REWRITES_MS = 100;
const ERASE_LINE = "\r\u001b[2K";

/** Tells how far a command is. */
export interface Progress {
  show(line: string): void;
  /** Removes what would stand in the way of the next output. */
  clear(): void;
}

type Terminal = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/** One line that is rewritten on a terminal; elsewhere a new line every few seconds, so that what is quickly done says nothing. */
export class ProgressLine implements Progress {
  readonly #stream: Terminal;
  #shown = "";
  #shownAt: number;

  constructor(stream: Terminal = process.stderr) {
    this.#stream = stream;
    this.#shownAt = stream.isTTY ? Number.NEGATIVE_INFINITY : performance.now();
  }

  show(line: string): void {
    const pauseMs = this.#stream.isTTY ? BETWEEN_REWRITES_MS : BETWEEN_LINES_MS;
    const now = performance.now();
    if (line === this.#shown || now - this.#shownAt < pauseMs) return;
    [this.#shown, this.#shownAt] = [line, now];
    this.#stream.write(this.#stream.isTTY ? ERASE_LINE + line.slice(0, (this.#stream.columns || 80) - 1) : `${line}\n`);
  }

  clear(): void {
    if (this.#stream.isTTY && this.#shown) this.#stream.write(ERASE_LINE);
    this.#shown = "";
  }
}

export const SILENT: Progress = { show: () => {}, clear: () => {} };
