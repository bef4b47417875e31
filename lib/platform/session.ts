import { createHash, timingSafeEqual } from "node:crypto";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

export interface User {
  id: string;
  name: string;
}

const LOCAL_USER = "local";
const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whose request this is. Until there are accounts the application answers on loopback only, to one local user:
 * the Host must be a loopback name (a page elsewhere cannot rebind its way in), a write must come from our own
 * pages or carry the command line's token.
 */
export async function requireUser(request: Request): Promise<User> {
  const host = request.headers.get("host") ?? "";
  if (!LOOPBACK.test(host)) throw new AppError("forbidden", "This application answers on this machine only.");
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined && !isOurToken(bearer))
    throw new AppError(
      "unauthorized",
      "The token is not this server's. `npm start` writes the right one into cli.json.",
    );
  if (bearer === undefined && !isRead(request) && !isOurPage(request, host))
    throw new AppError("forbidden", "A change must come from this application's own pages.");
  return localUser();
}

/** The one user there is, made on first use. */
export async function localUser(): Promise<User> {
  const query = { where: { name: LOCAL_USER }, select: { id: true, name: true } };
  const found = await db().user.findUnique(query);
  if (found) return found;
  await db().user.createMany({ data: [{ name: LOCAL_USER }], skipDuplicates: true });
  return db().user.findUniqueOrThrow(query);
}

const isRead = (request: Request): boolean => request.method === "GET" || request.method === "HEAD";

function isOurPage(request: Request, host: string): boolean {
  const origin = request.headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === host;
}

function isOurToken(bearer: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const token = env().PARQUETRY_TOKEN;
  return token !== undefined && timingSafeEqual(digest(bearer), digest(token));
}
