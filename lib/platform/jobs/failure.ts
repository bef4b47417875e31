import { isDatabaseAway } from "../db-failure.ts";
import { AppError } from "../errors.ts";

const MAX_CAUSE = 4_000;

/** An error that nobody translated at the edge, in the user's words where its kind is known all the same. */
export function foreseen(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return new AppError(
      "scratch_full",
      "The disk for temporary files is full. Free some space; the work is tried again.",
      { cause: error },
    );
  if (isDatabaseAway(error))
    return new AppError("database_unavailable", "The database did not answer. The work is tried again.", {
      cause: error,
    });
  return error;
}

/** The engineer's side of a failure: the cause where there is one, else where it happened. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error.stack ?? error.message) : error;
  return String(cause instanceof Error ? (cause.stack ?? cause.message) : cause).slice(0, MAX_CAUSE);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
