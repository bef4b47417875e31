import type { RecipeColumn } from "#lib/schema/contract.ts";
import { ParsedCell } from "./parsed-cell.tsx";
import classes from "./samples.module.css";

const SHOWN = 3;

/** A few values as they stand in the file, and what they become. */
export const Samples = ({ column, samples }: { column: RecipeColumn; samples: string[] }) => (
  <ul className={classes.samples} aria-label="Samples">
    {[...new Set(samples)].slice(0, SHOWN).map((raw) => (
      <li key={raw} className={classes.sample}>
        <span className={classes.raw}>{raw === "" ? "(empty)" : raw}</span>
        <span aria-hidden="true">→</span>
        <ParsedCell raw={raw} column={column} />
      </li>
    ))}
  </ul>
);
