import { type Logger, pino } from "pino";

let root: Logger | undefined;

/** Structured log on stderr, so that stdout stays free for a command's answer. Never pass a URL, token or row value. */
export function log(): Logger {
  root ??= pino({ level: process.env.LOG_LEVEL ?? "info", base: { pid: process.pid } }, pino.destination(2));
  return root;
}
