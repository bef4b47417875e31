import { CommanderError } from "commander";
import { ZodError } from "zod";
import { AppError } from "#lib/platform/errors.ts";
import { RequestFailed } from "#lib/platform/fetch-json.ts";

export const EXIT = { done: 0, failed: 1, wrongUsage: 2, answerNeeded: 3 } as const;
type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

const OTHER_VERSION =
  "The server's answer is not one this command understands. Are both of the same version? Start the server again.";

/** Ends a command with this status; the message is its sentence on stderr. */
export class CommandFailed extends Error {
  readonly status: ExitStatus;

  constructor(status: ExitStatus, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "CommandFailed";
    this.status = status;
  }
}

export const failed = (message: string, cause?: unknown) => new CommandFailed(EXIT.failed, message, { cause });
export const wrongUsage = (message: string) => new CommandFailed(EXIT.wrongUsage, message);
export const answerNeeded = (message: string) => new CommandFailed(EXIT.answerNeeded, message);

/** The exit status for what a command threw, and what is still to be said about it; commander has said its own. */
export function explain(error: unknown): { status: number; sentence: string | undefined } {
  if (error instanceof CommanderError)
    return { status: error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage, sentence: undefined };
  if (error instanceof CommandFailed) return { status: error.status, sentence: error.message };
  if (error instanceof AppError || error instanceof RequestFailed)
    return { status: EXIT.failed, sentence: error.message };
  if (error instanceof ZodError) return { status: EXIT.failed, sentence: OTHER_VERSION };
  const words = error instanceof Error ? error.message : String(error);
  return { status: EXIT.failed, sentence: `Something unforeseen went wrong: ${words}` };
}
