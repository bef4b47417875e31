import { expect, test } from "vitest";
import { shownName } from "./shown-name.ts";

test.each([
  ["prices/aapl.csv", "prices/aapl.csv"],
  ["../../etc/passwd", "../../etc/passwd"],
  [`it's "quoted".csv`, `it's "quoted".csv`],
  ["📈🚀.csv", "📈🚀.csv"],
  ["n\u0000u\u0007l\n.csv", "nul.csv"],
  ["invoice\u202Evsc.exe", "invoicevsc.exe"],
  ["\u2066a\u2069\u200F.csv", "a.csv"],
  ["Cafe\u0301.csv", "Café.csv"],
  ["half \uD83D emoji", "half \uFFFD emoji"],
  [" \u0000 ", ""],
  ["__proto__", "__proto__"],
])("%j is shown as %j", (name, shown) => {
  expect(shownName(name)).toBe(shown);
});

test("two spellings of one name are the same name", () => {
  expect(shownName("Zu\u0308rich.csv")).toBe(shownName("Z\u00FCrich.csv"));
});
