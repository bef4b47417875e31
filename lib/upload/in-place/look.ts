import { requireAllowed } from "./allowed.ts";
import type { ObjectsPage, ObjectsSeen } from "./contract.ts";
import { findObjects } from "./find-objects.ts";

/** How many tables lie in one page of at most 1,000 keys of a bucket, without taking any. Fails as taking them would. */
export async function lookAtObjects(page: ObjectsPage): Promise<ObjectsSeen> {
  requireAllowed(page.bucket, page.prefix);
  const { found, next } = await findObjects(page);
  return { tables: found.length, next };
}
