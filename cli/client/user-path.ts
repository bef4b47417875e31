import { resolve } from "node:path";

/** A path as the user means it: npm runs the command in the project's folder and notes where the user was. */
export function userPath(path: string, environment = process.env): string {
  const { INIT_CWD, npm_lifecycle_event } = environment;
  return resolve(npm_lifecycle_event === "parquetry" && INIT_CWD ? INIT_CWD : ".", path);
}
