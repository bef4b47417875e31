import { defineConfig } from "@playwright/test";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./e2e/support/global-setup.ts",
  // One application serves the whole suite, and a journey that needs a second try is a bug.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    // `npm test` and the global setup name a browser here; without one Playwright looks for its own.
    launchOptions: { executablePath: process.env.PARQUETRY_CHROMIUM, args: ARGS },
  },
  projects: [{ name: "chromium", use: { browserName: "chromium" } }],
});
