import { claimDataDir } from "./data-dir.ts";

/** Claims a data directory and keeps it, for a test that kills the holder. */
const [dataDir = ""] = process.argv.slice(2);
await claimDataDir(dataDir);
process.send?.("claimed");
setInterval(() => {}, 60_000);
