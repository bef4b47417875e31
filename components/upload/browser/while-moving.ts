import type { Transfer } from "#lib/upload/transfer.ts";

/** While bytes move, the tab is not closed unasked and the machine does not fall asleep, whatever page of ours is shown. */
export function guardWhileMoving(transfer: Transfer): void {
  const awake = new WakeLockHolder();
  let isGuarded = false;
  transfer.subscribe(() => {
    const { isMoving } = transfer.getSnapshot();
    if (isMoving === isGuarded) return;
    isGuarded = isMoving;
    if (isMoving) window.addEventListener("beforeunload", askFirst);
    else window.removeEventListener("beforeunload", askFirst);
    awake.want(isMoving);
  });
}

const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();

/** The browser drops the lock when the tab is hidden, and refuses it on an empty battery: nothing depends on it. */
class WakeLockHolder {
  #isWanted = false;
  #lock: Promise<WakeLockSentinel | undefined> | undefined;

  constructor() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.#isWanted) this.#take();
    });
  }

  want(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (isWanted) this.#take();
    else void this.#lock?.then((lock) => lock?.release());
  }

  #take(): void {
    this.#lock = navigator.wakeLock?.request("screen").catch(() => undefined);
  }
}
