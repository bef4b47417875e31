import classes from "./facts.module.css";

interface Fact {
  name: string;
  value: string;
  note?: string;
}

/** A few numbers side by side, each under its name. */
export const Facts = ({ facts }: { facts: Fact[] }) => (
  <dl className={classes.facts}>
    {facts.map(({ name, value, note }) => (
      <div key={name} className={classes.fact}>
        <dt className={classes.name}>{name}</dt>
        <dd className={classes.value}>{value}</dd>
        {note && <dd className={classes.note}>{note}</dd>}
      </div>
    ))}
  </dl>
);
