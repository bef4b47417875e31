import type { ChildProcess } from "node:child_process";
import { env } from "../env.ts";

const SHORTEST_ROUND_MS = 5_000;
const ROUNDS = 3;

/** A process tells how far it is twice a second: one that has said nothing for three rounds hangs, and is killed. */
export function endWhenSilent(child: ChildProcess): () => void {
  let silent = 0;
  const heard = () => {
    silent = 0;
  };
  // Rounds are counted, not time: a machine that slept finds the process as it left it.
  const timer = setInterval(
    () => {
      silent += 1;
      if (silent === ROUNDS) child.kill("SIGKILL");
    },
    Math.max(SHORTEST_ROUND_MS, env().PARQUETRY_LEASE_MS),
  );
  child.on("message", heard);
  return () => {
    clearInterval(timer);
    child.off("message", heard);
  };
}
