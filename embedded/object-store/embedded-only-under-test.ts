import { test as anywhere } from "vitest";
import { isForeign } from "./conformance/endpoint-under-test.ts";

if (isForeign) console.error("Skipped: this is what only the embedded store shows or promises.");

/** A test of what only the embedded store shows, its files and its process, or what only it promises. */
export const test = anywhere.skipIf(isForeign);

/** A test that needs what Linux tells of processes, or how it limits them. */
export const linuxTest = anywhere.skipIf(isForeign || process.platform !== "linux");
