/** Connection refused, reset or timed out; the server shuts down, starts or recovers; the pool waited in vain. */
const AWAY_CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|08\w{3}|57P0[1-5]|53300|P1001|P1002|P1008|P1017|P2024|P2028)$/;
const AWAY_WORDS =
  /Connection terminated|connection is (closed|not queryable)|timeout exceeded when trying to connect|Query read timeout|Can't reach database server|Server has closed the connection|Unable to start a transaction|Transaction already closed|Transaction API error|DatabaseNotReachable|ConnectionClosed/i;
const DEEPEST = 5;

/** The five characters by which Postgres names an error, wherever a driver or Prisma put them. */
export function sqlState(error: unknown): string | undefined {
  return codesOf(error).find((code) => /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code));
}

/** Whether an error says that the database could not be reached or went away, rather than that it refused. */
export const isDatabaseAway = (error: unknown): boolean =>
  codesOf(error).some((code) => AWAY_CODES.test(code)) ||
  chainOf(error).some(({ message }) => AWAY_WORDS.test(message));

const codesOf = (error: unknown): string[] =>
  chainOf(error).flatMap(({ code, originalCode, meta }) =>
    [code, originalCode, meta?.code].filter((value) => typeof value === "string"),
  );

interface Link {
  message: string;
  code?: unknown;
  originalCode?: unknown;
  meta?: { code?: unknown };
}

/** An error, its causes, and what Prisma's adapter hides in `meta`. */
function chainOf(error: unknown, depth = 0): Link[] {
  if (typeof error !== "object" || error === null || depth > DEEPEST) return [];
  const { message, code, originalCode, meta, cause, originalMessage } = error as Record<string, unknown>;
  const link: Link = {
    message: [message, originalMessage].filter((words) => typeof words === "string").join(" "),
    code,
    originalCode,
    meta: typeof meta === "object" && meta !== null ? meta : undefined,
  };
  const hidden = link.meta && "driverAdapterError" in link.meta ? link.meta.driverAdapterError : undefined;
  return [link, ...chainOf(cause, depth + 1), ...chainOf(hidden, depth + 1)];
}
