import { z } from "zod";

const MAX_PATHS = 10;
const Path = z.string().max(1_000);

/** In a query: the files that a draft only looks values up in; absent when there is no draft that says so. */
export const AsideQuery = z.object({
  aside: z.union([Path.transform((path) => (path === "" ? [] : [path])), z.array(Path).max(MAX_PATHS)]).optional(),
});

/** The end of an address that asks so. */
export function asideSearch(aside: readonly string[] | undefined): string {
  if (!aside) return "";
  return `?${new URLSearchParams((aside.length > 0 ? aside : [""]).map((path) => ["aside", path]))}`;
}
