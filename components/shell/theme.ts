import { createTheme, type MantineColorsTuple } from "@mantine/core";

const oak: MantineColorsTuple = [
  "#fbf4ec",
  "#f3e5d5",
  "#e6caa9",
  "#d9ad7a",
  "#cd9452",
  "#c2823c",
  "#b37535",
  "#a5672f",
  "#8a5527",
  "#6d421d",
];

const slate: MantineColorsTuple = [
  "#f7f8f9",
  "#eff1f3",
  "#e2e5e9",
  "#d0d5db",
  "#b1b8c1",
  "#8b949f",
  "#636c78",
  "#49515c",
  "#333a44",
  "#20262e",
];

const night: MantineColorsTuple = [
  "#dde1e6",
  "#c3c9d1",
  "#a9b1bb",
  "#7b8591",
  "#414a55",
  "#333b45",
  "#262d36",
  "#1b2129",
  "#141920",
  "#0e1217",
];

/** A well-kept ledger: one warm accent on a neutral slate. */
export const theme = createTheme({
  colors: { oak, gray: slate, dark: night },
  primaryColor: "oak",
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "620" },
  defaultRadius: "sm",
  respectReducedMotion: true,
  cursorType: "pointer",
  focusRing: "auto",
});
