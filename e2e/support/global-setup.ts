import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "#cli/develop/browser.ts";
import { freePort } from "#embedded/free-port.ts";
import { runStart, untilReady } from "./application.ts";
import { THEIR_BUCKET } from "./their-bucket.ts";

/** Starts one whole application for the suite, on a free port and in a folder of its own; tests find it through the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  process.env.PARQUETRY_CHROMIUM ??= await findBrowser();
  const dataDir = await mkdtemp(join(tmpdir(), "parquetry-e2e-"));
  const application = runStart(dataDir, ["--no-sample", "--port", String(await freePort())], {
    PARQUETRY_IMPORT_BUCKETS: THEIR_BUCKET,
  });
  const stop = async () => {
    application.process.kill("SIGTERM");
    await application.ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, token } = await untilReady(application, dataDir);
    Object.assign(process.env, { E2E_URL: url, E2E_TOKEN: token, E2E_DATA_DIR: dataDir });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
