import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CliAccess } from "./data-dir.ts";

/** Loads the sample data the first time a data directory is used. A sample that fails is said, and tried again by the next start. */
export async function loadSampleOnce(dataDir: string, access: CliAccess, say: (line: string) => void): Promise<void> {
  const marker = join(dataDir, "sample-loaded");
  if (existsSync(marker)) return;
  try {
    say("Loading the sample…");
    const { loadSample } = await import("#cli/sample/sample.ts");
    await loadSample(access, say);
    await writeFile(marker, "");
    say("The sample is loaded.");
  } catch (error) {
    say(`The sample could not be loaded: ${error instanceof Error ? error.message : error}`);
  }
}
