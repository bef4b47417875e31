import type { Clock } from "./clock.ts";
import type { Line, Persisting } from "./line.ts";
import type { Tasks } from "./tasks.ts";
import type { TransferEffects } from "./transfer.ts";
import type { TransferRequests } from "./transfer-requests.ts";

/** What the parts of a transfer share. */
export interface Works extends Persisting {
  datasetId: string;
  effects: TransferEffects;
  clock: Clock;
  line: Line;
  requests: TransferRequests;
  tasks: Tasks;
  /** Something that is shown has changed. */
  changed: () => void;
}
