import { env } from "./env.ts";
import { currentContext, log } from "./log.ts";

/** Places in the pipeline where a test can end, fail, freeze or hold up the worker. */
export const FAULT_POINTS = [
  "inspect:before-publish",
  "convert:downloaded",
  "convert:prescanned",
  "convert:converted",
  "convert:uploaded",
  "cluster:clustered",
  "cluster:uploaded",
  "run:computed",
  "run:copying",
  "run:copied",
  "run:indexed",
  "publish:written",
  "publish:before-commit",
  "publish:after-commit",
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

const hits = new Map<string, number>();

const FAULT = /^(?<point>[a-z:-]+?)(?:@(?<hit>\d+))?(?:\/(?<subject>[\w-]+))?:(?<action>kill|throw|stop|hold)$/;

/**
 * Does nothing unless FAULTS=1 and PARQUETRY_FAULT names this point, as `name[@hit][/subject]:kill|throw|stop|hold`.
 * Only `hold`, which never goes on, needs the caller to await it.
 */
export function faultPoint(name: FaultPoint): Promise<never> | undefined {
  const { FAULTS, PARQUETRY_FAULT } = env();
  if (FAULTS !== "1" || !PARQUETRY_FAULT) return undefined;
  const match = FAULT.exec(PARQUETRY_FAULT);
  if (match?.groups?.point !== name) return undefined;
  const { subject } = match.groups;
  if (subject && subject !== currentContext().subject) return undefined;
  const hit = (hits.get(name) ?? 0) + 1;
  hits.set(name, hit);
  if (hit !== Number(match.groups.hit ?? 1)) return undefined;
  const { action } = match.groups;
  if (action === "throw") throw new Error(`Fault point ${name} was told to throw`);
  if (action === "hold") {
    log().info({ point: name }, "held at a fault point");
    return new Promise(() => {});
  }
  process.kill(process.pid, action === "kill" ? "SIGKILL" : "SIGSTOP");
  return undefined;
}
