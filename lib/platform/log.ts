import { AsyncLocalStorage } from "node:async_hooks";
import { type Logger, pino } from "pino";
import { withoutSecrets } from "./secrets.ts";

/** Ids that stand on every line that is written while something goes on: of a job and its attempt, or of a request. */
export type LogContext = Record<string, string>;

const contexts = new AsyncLocalStorage<LogContext>();
let root: Logger | undefined;

/** Structured log on stderr, so that stdout stays free for a command's answer. Never pass a URL, token or row value. */
export function log(): Logger {
  root ??= pino(
    {
      level: process.env.LOG_LEVEL ?? "info",
      base: { pid: process.pid },
      mixin: currentContext,
      hooks: { streamWrite: withoutSecrets },
    },
    pino.destination(2),
  );
  return root;
}

/** The ids of what goes on here. */
export const currentContext = (): LogContext => contexts.getStore() ?? {};

/** Every line that the work writes, wherever it does, carries the ids. */
export const inContext = <Result>(ids: LogContext, work: () => Promise<Result>): Promise<Result> =>
  contexts.run({ ...contexts.getStore(), ...ids }, work);
