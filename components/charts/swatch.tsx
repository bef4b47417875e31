import "./palette.css";
import classes from "./charts.module.css";

/** The colour that stands for a sector on every page. */
export const Swatch = ({ colour }: { colour: string }) => (
  <span className={classes.swatch} style={{ background: colour }} aria-hidden="true" />
);
