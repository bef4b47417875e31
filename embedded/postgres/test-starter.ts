import { startPostgres } from "./postgres.ts";

/** Starts a server in a process of its own, for a test that kills the starter. */
const [dataDir = "", port] = process.argv.slice(2);
const { url, pid } = await startPostgres({ dataDir, port: Number(port), settings: { shared_buffers: "16MB" } });
process.send?.({ url, pid });
setInterval(() => {}, 60_000);
