import { isPortFree } from "#embedded/free-port.ts";
import { AppError } from "#lib/platform/errors.ts";

const USUAL_PORT = 3000;
const TRIES = 100;

/** The port asked for, or an error naming it and a free one; when none was asked for, the usual one or the next that is free. */
export async function chooseWebPort(asked: number | undefined, say: (line: string) => void): Promise<number> {
  const wanted = asked ?? USUAL_PORT;
  const port = await nextFreePort(wanted);
  if (port === wanted) return port;
  if (asked !== undefined) {
    throw new AppError("conflict", `Port ${asked} is in use by another program. Port ${port} is free: --port ${port}.`);
  }
  say(`Port ${wanted} is in use by another program, so this is port ${port}.`);
  return port;
}

async function nextFreePort(from: number): Promise<number> {
  for (let port = from; port < Math.min(from + TRIES, 65_536); port++) if (await isPortFree(port)) return port;
  throw new AppError("conflict", `Ports ${from} to ${from + TRIES - 1} are all in use. Choose another with --port.`);
}
