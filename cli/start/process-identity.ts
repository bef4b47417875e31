import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What tells a process from a later one with the same number: when it began. Undefined when it is gone or cannot be told. */
export function startOf(pid: number): string | undefined {
  try {
    return process.platform === "linux" ? startOnLinux(pid) : startElsewhere(pid);
  } catch {
    return undefined;
  }
}

function startOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name, in parentheses, may hold anything; the state follows it, and the start is the 22nd field of all.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return undefined;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[18]}`;
}

const startElsewhere = (pid: number): string | undefined =>
  execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
