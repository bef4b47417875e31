import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,embedded,cli,workers,bench,components,app}/**/*.test.{ts,tsx}"],
    globalSetup: "embedded/test-services/global-setup.ts",
    // Each file has a process of its own: the environment and the connections it opens are its alone.
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
