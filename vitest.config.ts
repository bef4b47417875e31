import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,embedded,cli,workers,bench,components}/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
