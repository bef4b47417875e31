import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SECTOR_COLOURS, sectorColour, sectorSlot } from "./sector-colour.ts";

const SEED_SECTORS = [
  "FINANCE",
  "CONSUMER SERVICES",
  "HEALTH CARE",
  "TECHNOLOGY",
  "CAPITAL GOODS",
  "ENERGY",
  "PUBLIC UTILITIES",
  "BASIC INDUSTRIES",
  "CONSUMER NON-DURABLES",
  "CONSUMER DURABLES",
  "MISCELLANEOUS",
  "TRANSPORTATION",
];

test("the twelve sectors of a drawer have twelve colours", () => {
  expect(new Set(SEED_SECTORS.map(sectorColour)).size).toBe(12);
});

test("a sector has the same colour however it is written", () => {
  expect(sectorColour(" Technology ")).toBe(sectorColour("TECHNOLOGY"));
  expect(sectorColour("Telecom")).toBe(sectorColour("TELECOM"));
});

test("an unknown sector has one of the twelve", () => {
  for (const sector of ["", "Gemüse", "株式", "a".repeat(200)]) {
    expect(sectorSlot(sector)).toBeGreaterThanOrEqual(0);
    expect(sectorSlot(sector)).toBeLessThan(SECTOR_COLOURS);
  }
});

test.each(["light", "dark"] as const)("the %s colours stay apart for every kind of colour vision", async (scheme) => {
  const colours = await paletteOf(scheme);
  expect(colours).toHaveLength(SECTOR_COLOURS);
  for (const vision of Object.values(VISIONS)) {
    const seen = colours.map((colour) => oklab(seenAs(linear(colour), vision)));
    for (const [i, one] of seen.entries())
      for (const other of seen.slice(i + 1)) expect(distance(one, other)).toBeGreaterThan(0.06);
  }
});

type Triple = [number, number, number];

// Simulation matrices for linear sRGB at full severity (Machado, Oliveira and Fernandes 2009).
const VISIONS: Record<string, Triple[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

async function paletteOf(scheme: "light" | "dark"): Promise<string[]> {
  const css = await readFile(join(import.meta.dirname, "../../components/charts/palette.css"), "utf8");
  const [light = "", dark = ""] = css.split('[data-mantine-color-scheme="dark"]');
  return [...(scheme === "light" ? light : dark).matchAll(/--sector-\d+: (#[0-9a-f]{6})/g)].map(
    ([, colour = ""]) => colour,
  );
}

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(rows: Triple[], [r, g, b]: Triple): Triple {
  const [x = 0, y = 0, z = 0] = rows.map(([p, q, s]) => p * r + q * g + s * b);
  return [x, y, z];
}

function seenAs(colour: Triple, vision: Triple[]): Triple {
  const [r, g, b] = times(vision, colour).map((value) => Math.min(1, Math.max(0, value)));
  return [r ?? 0, g ?? 0, b ?? 0];
}

/** A space in which equal distances look about equally different (Ottosson 2020). */
function oklab(colour: Triple): Triple {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
}

const distance = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
