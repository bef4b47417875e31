import { expect, test, vi } from "vitest";
import { ProgressLine } from "./progress-line.ts";

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 20, write: (text: unknown) => written.push(String(text)) > 0 };
  return { line: new ProgressLine(stream), written };
}

test("on a terminal one line is rewritten, never longer than the terminal is wide, and removed at the end", () => {
  const { line, written } = terminal(true);
  line.show("a line that is longer than the terminal");
  line.clear();
  expect(written).toEqual(["\r\u001b[2Ka line that is long", "\r\u001b[2K"]);
});

test("elsewhere a line is written every few seconds", () => {
  vi.useFakeTimers();
  const { line, written } = terminal(false);
  for (let second = 1; second <= 12; second++) {
    vi.advanceTimersByTime(1_000);
    line.show(`${second} of 12`);
  }
  line.clear();
  vi.useRealTimers();
  expect(written).toEqual(["5 of 12\n", "10 of 12\n"]);
});
