import type { Bucket } from "#embedded/object-store/files/bucket.ts";
import type { Store } from "#embedded/object-store/files/store.ts";

const SWEEP_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Carries out the buckets' lifecycle rules now and every hour; call the answer to stop. */
export function startLifecycle(store: Store): () => void {
  const sweep = () => {
    for (const bucket of store.all()) {
      abortAbandonedUploads(bucket, new Date()).catch((error) => {
        console.error(`object store: cannot sweep uploads of ${bucket.name}:`, error);
      });
    }
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_MS);
  return () => clearInterval(timer);
}

/** Aborts what a rule says is too old. */
export async function abortAbandonedUploads(bucket: Bucket, now: Date): Promise<void> {
  const rules = (bucket.settings.lifecycle ?? []).filter(({ enabled }) => enabled);
  for (const { id, key, startedAt } of [...bucket.uploads.all()]) {
    const ageMs = now.getTime() - Date.parse(startedAt);
    const isAbandoned = rules.some((rule) => key.startsWith(rule.prefix) && ageMs >= rule.abortAfterDays * DAY_MS);
    if (isAbandoned) await bucket.uploads.end(id, key, async () => ({ kept: [], result: true }));
  }
}
