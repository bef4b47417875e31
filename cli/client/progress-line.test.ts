import { expect, test } from "vitest";
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

test("elsewhere a line is written at once and the next only after a while", () => {
  const { line, written } = terminal(false);
  line.show("1 of 3");
  line.show("2 of 3");
  line.clear();
  expect(written).toEqual(["1 of 3\n"]);
});
