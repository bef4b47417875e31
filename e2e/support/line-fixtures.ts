import { test as base } from "./fixtures.ts";
import { Line } from "./line.ts";
import { type MadeFolder, makeFolder } from "./made-files.ts";

interface Fixtures {
  /** What the browser's requests go over. */
  line: Line;
  /** Makes a folder that is removed after the test. */
  makeDrawer: (sizes: Record<string, number>) => Promise<MadeFolder>;
}

/** The suite's test on a line that can be slow or bad. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  line: async ({}, use) => {
    const line = await Line.open();
    await use(line);
    line.close();
  },

  proxy: async ({ line }, use) => use({ server: line.address, bypass: "<-loopback>" }),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  makeDrawer: async ({}, use) => {
    const made: MadeFolder[] = [];
    await use(async (sizes) => {
      const folder = await makeFolder(sizes);
      made.push(folder);
      return folder;
    });
    for (const folder of made) await folder.remove();
  },
});
