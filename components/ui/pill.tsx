import classes from "./pill.module.css";

/** good: done; going: under way; ask: waits for a person; bad: failed; still: nothing happens. */
export type PillTone = "good" | "going" | "ask" | "bad" | "still";

/** A state in a word or two. */
export const Pill = ({ tone, children }: { tone: PillTone; children: string }) => (
  <span className={classes.pill} data-tone={tone}>
    {children}
  </span>
);
