import { join } from "node:path";
import type { Page } from "@playwright/test";

const FOLDER = process.env.E2E_SCREENSHOTS ?? "test-results/screenshots";

/** Keeps pictures of the whole page, light and dark, as NAME-light.png and NAME-dark.png. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`), fullPage: true });
  }
}
