import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const ECHO_MS = 500;
const PARENT_MS = 1_000;
const QUIETLY = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", npm_config_update_notifier: "false" };

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const MODULES = join(ROOT, "node_modules");
/** The Node 24 that is installed with the other packages. */
export const NODE = join(MODULES, "node/bin", process.platform === "win32" ? "node.exe" : "node");

let interrupted = false;
export const wasInterrupted = () => interrupted;

/**
 * Runs a program to its end and resolves to its exit code, 128 and more for a signal.
 * It owns the terminal with `passThrough`; else what it prints goes to stderr, or nowhere unless it fails with `quiet`.
 */
export function run(program, args, { env = {}, passThrough = false, quiet = false, shell = false } = {}) {
  const output = quiet ? "pipe" : 2;
  const child = spawn(program, args, {
    cwd: passThrough ? process.cwd() : ROOT,
    stdio: passThrough ? "inherit" : ["ignore", output, output],
    shell,
    // A session of its own: the terminal's Ctrl-C reaches us, and through us the program, exactly once.
    detached: passThrough && process.platform !== "win32",
    env: { ...process.env, ...QUIETLY, ...env, PATH: `${join(MODULES, ".bin")}${delimiter}${process.env.PATH}` },
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk));
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(say(`${program} could not be run: ${error.message}`)));
    child.on("close", (code, signal) => {
      stopForwarding();
      if (code !== 0) process.stderr.write(Buffer.concat(said));
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** What we say goes to stderr: stdout belongs to the command's answer. */
export function say(sentence, exitCode = 1) {
  process.stderr.write(`${sentence}\n`);
  return exitCode;
}

/** Passes on what asks us to end, and returns what stops passing it on. */
function forwardSignals(child) {
  let last = 0;
  const forward = (signal) => {
    interrupted = true;
    // npm repeats a signal that the terminal sends us as well.
    if (Date.now() - last > ECHO_MS) child.kill(signal);
    last = Date.now();
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  const { ppid } = process;
  // When npm is ended from outside, its shell dies without a word to us.
  const watch = setInterval(() => {
    if (!process.env.npm_lifecycle_event || process.ppid === ppid) return;
    clearInterval(watch);
    forward("SIGTERM");
  }, PARENT_MS);
  return () => {
    clearInterval(watch);
    for (const signal of SIGNALS) process.off(signal, forward);
  };
}
