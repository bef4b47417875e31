import { AppError, isKind } from "#lib/platform/errors.ts";
import { findObject, type ListedObject, listObjects } from "#lib/platform/storage.ts";
import { TABULAR } from "#lib/upload/tabular.ts";
import { isPrivate } from "./allowed.ts";
import type { ObjectsPage } from "./contract.ts";

/** The object itself, or a folder above it. */
const HIDDEN = /(^|\/)\./;

/** An object that may become a file of this name. */
export interface FoundObject extends ListedObject {
  name: string;
}

/** One page of the tables below a prefix, named by their keys below it; an object of exactly that key goes by its last name, whatever its ending. */
export async function findObjects({ bucket, prefix, after }: ObjectsPage) {
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const itself = after === undefined && folder !== prefix ? await findItself(bucket, prefix) : [];
  const { objects, next } = await listObjects(bucket, folder, after);
  const below = objects.map((object) => ({ ...object, name: object.key.slice(folder.length) }));
  const isWanted = ({ key, name }: FoundObject) => TABULAR.test(name) && !HIDDEN.test(name) && !isPrivate(bucket, key);
  return { found: [...itself, ...below.filter(isWanted)], next };
}

async function findItself(bucket: string, key: string): Promise<FoundObject[]> {
  const stored = await findObject({ bucket, key }).catch(unlessRefused);
  if (!stored) return [];
  const name = key.slice(key.lastIndexOf("/") + 1);
  return [{ key, name, bytes: stored.bytes, etag: stored.etag, modified: null, isArchived: false }];
}

/** Whether the bucket may be read at all is said by its list. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof AppError || isKind(error, "storage_unavailable")) throw error;
}
