import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";

const run = promisify(execFile);
const DOWNLOAD_MS = 180_000;
const INSTALL_MS = 600_000;
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a Chromium that runs: one that is already there, else Playwright's download, else Debian's package. Says what to do when there is none. */
export async function ensureBrowser(): Promise<string | undefined> {
  const found = (await findBrowser()) ?? (await downloadBrowser()) ?? (await installPackage());
  if (!found) {
    console.error(
      "The browser tests need Chromium, which could neither be found nor downloaded. Install it and put it on the PATH, or name it in PARQUETRY_CHROMIUM.",
    );
  }
  return found;
}

export async function findBrowser(): Promise<string | undefined> {
  const named = process.env.PARQUETRY_CHROMIUM;
  if (named && !(await runs(named))) console.error(`PARQUETRY_CHROMIUM names ${named}, which does not run.`);
  const folders = (process.env.PATH ?? "").split(delimiter);
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const candidate of [named, ...installed, chromium.executablePath()]) {
    if (candidate && existsSync(candidate) && (await runs(candidate))) return candidate;
  }
}

async function downloadBrowser(): Promise<string | undefined> {
  console.error("Downloading a browser for the tests…");
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };
  await attempt("playwright", ["install", "--no-shell", "chromium"], { env, timeout: DOWNLOAD_MS });
  const path = chromium.executablePath();
  // A downloaded browser may still miss libraries of the system.
  return (await runs(path)) ? path : undefined;
}

async function installPackage(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !(await attempt("apt-get", ["--version"]))) return;
  console.error("Installing Debian's chromium…");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const patience = ["-o", "DPkg::Lock::Timeout=300"];
  await attempt("apt-get", [...patience, "update"], { env, timeout: INSTALL_MS });
  await attempt("apt-get", [...patience, "install", "-y", "--no-install-recommends", "chromium"], {
    env,
    timeout: INSTALL_MS,
  });
  return findBrowser();
}

const runs = (path: string): Promise<boolean> => attempt(path, ["--version"]);

const attempt = (program: string, args: string[], options: { env?: NodeJS.ProcessEnv; timeout?: number } = {}) =>
  run(program, args, options).then(
    () => true,
    () => false,
  );
