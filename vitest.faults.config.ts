import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The fault suite in full: every fault twenty times, one file after another. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      env: { FAULT_ROUNDS: process.env.FAULT_ROUNDS ?? "20" },
      fileParallelism: false,
      // Kept: the seeds and what each took.
      reporters: ["verbose"],
    },
  }),
);
