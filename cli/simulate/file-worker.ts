import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import type { FileMessage } from "./file-task.ts";
import { SimulateOptions } from "./options.ts";
import { writePriceFile } from "./price-file.ts";

const options = SimulateOptions.parse(workerData);
const say = (message: FileMessage): void => parentPort?.postMessage(message);

/** A thread of its own for one file after another: each message is the index of the next. */
parentPort?.on("message", (raw: unknown) => {
  const written = writePriceFile(z.int().parse(raw), options, (added) => say({ kind: "ticker", ...added }));
  say({ kind: "file", ...written });
});
