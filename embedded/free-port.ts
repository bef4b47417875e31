import { once } from "node:events";
import { createServer } from "node:net";

const HOST = "127.0.0.1";

/** A port nobody listens on at this moment: the preferred one if it is free, else any. */
export async function freePort(preferred = 0): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred;
}

export const isPortFree = async (port: number): Promise<boolean> => (await tryPort(port)) !== undefined;

async function tryPort(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, HOST);
  try {
    await once(probe, "listening");
  } catch {
    return;
  }
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address ? address.port : undefined;
}
