import type { Page } from "@playwright/test";

declare global {
  interface Window {
    /** Milliseconds of every task of the main thread that took 50 or more. */
    longTasks: number[];
  }
}

/** Watches from the next page on how long its main thread is busy at a stretch. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
  });
}

export const longestTaskMs = (page: Page): Promise<number> => page.evaluate(() => Math.max(0, ...window.longTasks));

/** Bytes of the page's JavaScript heap that are in use after the garbage is collected. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
}
