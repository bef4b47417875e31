import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { withServices } from "#embedded/test-services/test-services.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { AppError } from "#lib/platform/errors.ts";
import { childrenOf, killQuietly } from "./machines-under-test.ts";
import { oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { smallDisk } from "./small-disk-under-test.ts";

const LONG_MS = 120_000;
const ENDLESS = [
  "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b",
  "SELECT count(*) FROM range(100000000000000)",
  "SELECT max(md5((a.range * b.range)::VARCHAR)) FROM range(1000000) a, range(1000000) b",
];
const SORT = "SELECT max(h) FROM (SELECT md5(range::VARCHAR) AS h FROM range(12000000) ORDER BY h OFFSET 1)";

withServices();

/** More than an engine has otherwise: a plan that may take so much gets a process of its own, started for it. */
const OWN_PROCESS_MB = 2_048;

const home = () => process.env.PARQUETRY_DATA_DIR ?? "";
const run = (sql: string, options: { signal?: AbortSignal; memoryMb?: number; spillDir?: string } = {}) => {
  const { signal, memoryMb = OWN_PROCESS_MB, spillDir = home() } = options;
  return runEngine({ paths: [], spillDir, memoryMb, threads: 1, steps: [[{ sql, as: "rows" }]] }, { signal });
};

/** The next plan runs as if nothing had happened. */
async function expectGoesOn(): Promise<void> {
  const result = await run("SELECT 42 AS n");
  expect(result.rows("rows", z.object({ n: z.number() }))).toEqual([{ n: 42 }]);
}

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  test(
    "work without an end is ended when it is asked to, its process with it",
    async () => {
      const controller = new AbortController();
      const before = new Set(childrenOf(process.pid));
      const work = run(oneOf(random, ENDLESS), { signal: controller.signal });
      const outcome = expect(work).rejects.toMatchObject({ kind: "cancelled" });
      await sleep(random() * 1_500);
      const own = childrenOf(process.pid).filter((pid) => !before.has(pid));
      controller.abort(new AppError("cancelled", "Cancelled."));
      await outcome;
      while (childrenOf(process.pid).some((pid) => own.includes(pid))) await sleep(20);
      await expectGoesOn();
    },
    LONG_MS,
  );

  test(
    "an engine that dies takes nothing along but its own step",
    async () => {
      const before = new Set(childrenOf(process.pid));
      const work = run(oneOf(random, ENDLESS));
      const outcome = expect(work).rejects.toMatchObject({ kind: "engine_crashed" });
      await sleep(20 + random() * 1_000);
      for (const pid of childrenOf(process.pid)) if (!before.has(pid)) killQuietly(pid);
      await outcome;
      await expectGoesOn();
    },
    LONG_MS,
  );

  test(
    "work that needs more memory than it may use is stopped with a sentence",
    async () => {
      const rows = Math.floor(5e8 + random() * 1e9);
      const memoryMb = 256 + Math.floor(random() * 256);
      const work = run(`SELECT count(*) FROM (SELECT unnest(range(${rows})))`, { memoryMb });
      await expect(work).rejects.toMatchObject({ kind: "out_of_memory", message: /PARQUETRY_MEMORY_MB/ });
      await expectGoesOn();
    },
    LONG_MS,
  );

  test(
    "work that spills more than fits on the disk is stopped with a sentence",
    async ({ skip }) => {
      const disk = smallDisk(join(home(), "small"), 16 + Math.floor(random() * 48));
      if (!disk) return skip("No small disk may be mounted here.");
      try {
        const work = run(SORT, { memoryMb: 128, spillDir: join(home(), "small") });
        await expect(work).rejects.toMatchObject({ kind: "scratch_full" });
      } finally {
        disk.remove();
      }
      await expectGoesOn();
    },
    LONG_MS,
  );
});
