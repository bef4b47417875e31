import { build, TEST_BUILD_DIR } from "./build.ts";
import { runProgram } from "./program.ts";

const STEPS: Record<string, () => Promise<number>> = {
  "Format and lint": () => runProgram("biome", ["check", "--error-on-warnings"]),
  "Route types": () => runProgram("next", ["typegen"], {}, "quiet"),
  Types: () => runProgram("tsc", ["--noEmit", "--project", "."]),
  Architecture: () => runProgram("vitest", ["run", "lib/architecture.test.ts"]),
  "Unused code": () => runProgram("knip", []),
  Build: () => build(TEST_BUILD_DIR),
};

const failures: { step: string; code: number }[] = [];
for (const [step, run] of Object.entries(STEPS)) {
  console.log(`\n── ${step}`);
  const code = await run();
  if (code !== 0) failures.push({ step, code });
}
const [first] = failures;
console.log(first ? `\nFailed: ${failures.map(({ step }) => step).join(", ")}.` : "\nAll checks passed.");
process.exitCode = first?.code ?? 0;
