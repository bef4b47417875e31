import { db } from "./db.ts";
import { AppError } from "./errors.ts";

/** Whether this process can answer: its database does. Fails with database_unavailable. */
export async function checkHealth(): Promise<{ status: "ok" }> {
  await db().$queryRaw`SELECT 1`.catch((cause) => {
    throw new AppError("database_unavailable", "The database does not answer. Try again in a moment.", { cause });
  });
  return { status: "ok" };
}
