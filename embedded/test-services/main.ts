import { startSharedServices } from "./shared-services.ts";

/** Runs the services for the process that forked it, says where they are, and ends them when that process lets go or goes away. */
const services = await startSharedServices();
process.on("disconnect", end);
if (process.connected) process.send?.(services.addresses);
else await end();

async function end(): Promise<void> {
  await services.stop();
  // A timer of the migration engine would keep the process for ten seconds more.
  process.exit();
}
