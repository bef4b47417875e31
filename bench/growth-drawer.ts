import { rm } from "node:fs/promises";
import { z } from "zod";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { closeDatabase } from "#lib/platform/db.ts";
import { closeSender } from "#lib/platform/jobs/queue.ts";
import { uploadDrawer } from "./stages.ts";

// A process of its own: what simulating and uploading take of memory is not the worker's.
const Asked = z.object({ name: z.string(), options: SimulateOptions });
const { name, options } = Asked.parse(JSON.parse(process.argv[2] ?? ""));
const { files } = await simulateFiles(options);
const datasetId = await uploadDrawer(
  name,
  files.map(({ path }) => path),
);
await rm(options.out, { recursive: true });
const sum = (of: "bytes" | "rows") => files.reduce((total, file) => total + file[of], 0);
process.send?.({ datasetId, bytes: sum("bytes"), rows: sum("rows") });
await closeSender();
await closeDatabase();
process.disconnect?.();
