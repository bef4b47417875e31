import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

declare global {
  interface Window {
    /** Every task of the main thread that took 50 ms or more: when it began, since 1970, and how long it took. */
    longTasks: { at: number; ms: number }[];
  }
}

const SAMPLED_EVERY_MS = 40;

/** How long the processor had worked for each process's main thread, in milliseconds, at a time. */
interface Sample {
  at: number;
  workedMs: Map<number, number>;
}

/** The longest task of a page's main thread from its beginning to its end, and the most that the processor worked in one. */
export interface LongestTask {
  wallMs: number;
  ownMs: number;
}

/** Watches from the next page on how long its main thread is busy at a stretch; resolves to what ends that and tells. */
export async function watchTasks(page: Page): Promise<() => Promise<LongestTask>> {
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        window.longTasks.push({ at: performance.timeOrigin + startTime, ms: duration });
    }).observe({ type: "longtask", buffered: true });
  });
  const samples: Sample[] = [];
  const pids = await renderersOf(page);
  const sampling = setInterval(() => samples.push(sampleOf(pids)), SAMPLED_EVERY_MS);
  return async () => {
    clearInterval(sampling);
    samples.push(sampleOf(pids));
    const tasks = await page.evaluate(() => window.longTasks);
    return {
      wallMs: Math.max(0, ...tasks.map(({ ms }) => ms)),
      ownMs: Math.max(0, ...tasks.map((task) => Math.min(task.ms, workedIn(task, samples)))),
    };
  };
}

/** The page's process is one of them. */
async function renderersOf(page: Page): Promise<number[]> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo = [] } = (await session?.send("SystemInfo.getProcessInfo")) ?? {};
  await session?.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/** Linux tells it; elsewhere nothing is known, and a task counts from its beginning to its end. */
function sampleOf(pids: number[]): Sample {
  const workedMs = new Map<number, number>();
  for (const pid of pids)
    try {
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ");
      workedMs.set(pid, Number(nanoseconds) / 1e6);
    } catch {}
  return { at: Date.now(), workedMs };
}

/** What the processor worked for the page around a task, and so the most that the task itself can have taken. */
function workedIn({ at, ms }: { at: number; ms: number }, samples: Sample[]): number {
  const before = samples.findLast((sample) => sample.at <= at);
  const after = samples.find((sample) => sample.at >= at + ms);
  if (!before || !after || before.workedMs.size === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...[...after.workedMs].map(([pid, worked]) => worked - (before.workedMs.get(pid) ?? 0)));
}

/** Bytes of the page's JavaScript heap that are in use after the garbage is collected. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
}
