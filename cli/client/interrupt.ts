/** The first Ctrl-C (or polite end) until `forget` is called; a second one ends the process as it always does. */
export function awaitInterrupt(): { interrupted: Promise<"interrupted">; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<"interrupted">();
  const note = () => {
    forget();
    resolve("interrupted");
  };
  const forget = () => {
    process.off("SIGINT", note);
    process.off("SIGTERM", note);
  };
  process.on("SIGINT", note);
  process.on("SIGTERM", note);
  return { interrupted: promise, forget };
}
