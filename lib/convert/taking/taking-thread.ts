import { parentPort, workerData } from "node:worker_threads";
import { MisfitTaker } from "./take-misfits.ts";
import { ThreadFile, type ThreadMessage, ThreadRequest } from "./thread-messages.ts";

/** A thread for the blocks of one file, one after another. */
const taker = new MisfitTaker(ThreadFile.parse(workerData));
let form: ThreadRequest["form"];

parentPort?.on("message", (raw: unknown) => {
  const request = ThreadRequest.parse(raw);
  form = request.form ?? form;
  if (!form) throw new Error("The first block says in which form its records are.");
  const block = Buffer.from(request.block, 0, request.length);
  const answer = taker.take({ ...request, form, block, room: Buffer.from(request.room) });
  if ("fitting" in answer) return say({ kind: "fitting", fitting: answer.fitting });
  const { left, lines, ...counts } = answer;
  say({ kind: "taken", ...counts, left: left.length, lines: lines.buffer, linesLength: lines.length });
});

const say = (message: ThreadMessage): void => parentPort?.postMessage(message);

say({ kind: "ready" });
