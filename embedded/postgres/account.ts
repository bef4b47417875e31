import { execFile } from "node:child_process";
import { chown, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "#lib/platform/errors.ts";

const run = promisify(execFile);

/** As whom PostgreSQL runs: it refuses to run as root. `command` goes before the program; `owner` becomes the user of the process. */
export interface Account {
  command: string[];
  owner: { uid?: number; gid?: number };
}

const MYSELF: Account = { command: [], owner: {} };

/** The account that can run `program` and write `dataDir`, tried out before it is returned. Throws a sentence when there is none. */
export async function findAccount(dataDir: string, program: string): Promise<Account> {
  if (process.getuid?.() !== 0) return MYSELF;
  const { uid, gid } = await stat(dataDir);
  const candidates =
    uid === 0 ? [namespaceAccount, systemAccount] : [async () => ({ command: [], owner: { uid, gid } })];
  for (const candidate of candidates) {
    const account = await candidate(dataDir);
    if (account && (await canRun(account, dataDir, program))) return account;
  }
  throw new AppError(
    "database_unavailable",
    `PostgreSQL does not run as root, and no other user of this machine can reach ${dataDir}. Start as an ordinary user, move the folder to where everyone may enter, or set DATABASE_URL.`,
  );
}

/** Inside a user namespace root appears as an ordinary user, while its files stay root's: this works in any folder. */
async function namespaceAccount(): Promise<Account | undefined> {
  const user = await lookUp("nobody");
  if (process.platform !== "linux" || !user) return;
  return { command: ["unshare", "--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`, "--"], owner: {} };
}

/** Where namespaces are forbidden, as in many containers: the machine's own database user, to whom the folder is given. */
async function systemAccount(dataDir: string): Promise<Account | undefined> {
  const user = (await lookUp("postgres")) ?? (await lookUp("nobody"));
  if (!user) return;
  await giveTo(user, dataDir);
  return { command: [], owner: user };
}

async function lookUp(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const users = await readFile("/etc/passwd", "utf8").catch(() => "");
  const fields = users
    .split("\n")
    .map((line) => line.split(":"))
    .find(([user]) => user === name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}

async function giveTo(user: { uid: number; gid: number }, dir: string): Promise<void> {
  await chown(dir, user.uid, user.gid);
  for (const entry of await readdir(dir, { recursive: true })) await chown(join(dir, entry), user.uid, user.gid);
}

async function canRun({ command, owner }: Account, dataDir: string, program: string): Promise<boolean> {
  const [first = "sh", ...rest] = [
    ...command,
    "sh",
    "-c",
    'cd "$1" && test -w . && "$2" --version',
    "sh",
    dataDir,
    program,
  ];
  return run(first, rest, { ...owner, cwd: "/" }).then(
    () => true,
    () => false,
  );
}
