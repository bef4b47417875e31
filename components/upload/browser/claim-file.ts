import type { TransferEffects } from "#lib/upload/transfer.ts";

const PREFIX = "parquetry-upload:";

/** A lock of the browser lasts as long as its tab: when that is closed or dies, the next one in line has it. */
export const claimFile: TransferEffects["claim"] = async (key, { signal, onHeld }) => {
  if (!navigator.locks) return () => {};
  const free = await hold(key, { ifAvailable: true });
  if (free) return free;
  onHeld();
  const release = await hold(key, { signal });
  if (!release) throw new Error(`The lock of ${key} was not given`);
  return release;
};

/** The keys that a tab of this browser holds, this one's among them. */
export async function listClaims(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
  return new Set(names);
}

/** Resolves to the release; to undefined when only a free lock was wanted and it is not. */
function hold(key: string, options: LockOptions): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(PREFIX + key, options, (lock) => {
        if (lock) return new Promise<void>(resolve);
        resolve(undefined);
      })
      .catch(reject);
  });
}
