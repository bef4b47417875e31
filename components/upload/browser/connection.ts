import type { Connection } from "#lib/upload/line.ts";

/** Whether the browser believes to be online; it knows of cables and radios, not of the way beyond. */
export const connection: Connection = {
  isOnline: () => navigator.onLine,
  whenOnline: (signal) =>
    new Promise((resolve, reject) => {
      if (navigator.onLine) return resolve();
      window.addEventListener("online", () => resolve(), { once: true, signal });
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
};
