import type { Page } from "@playwright/test";

/** Drops files and folders as a person does, so that the page gets the handles a browser gives for real ones. */
export async function dropOn(page: Page, title: string, paths: string[]): Promise<void> {
  const target = page.getByText(title);
  // A page that is streamed has its parts in it before they are shown.
  await target.waitFor({ state: "visible" });
  const place = await target.boundingBox();
  if (!place) throw new Error(`There is no “${title}” to drop on`);
  const session = await page.context().newCDPSession(page);
  const at = { x: place.x + place.width / 2, y: place.y + place.height / 2 };
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  await session.detach();
}

/** Ends the page's process as a crash does. */
export async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // It never answers: what should is gone.
  void session.send("Page.crash").catch(() => {});
  await crashed;
}
