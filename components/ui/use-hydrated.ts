import { useSyncExternalStore } from "react";

const neverChanges = () => () => {};

/** False in the server's page and until the browser has taken it over: what is pressed or chosen before would be lost. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
