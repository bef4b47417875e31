import { TextLink } from "#components/ui/links.tsx";
import classes from "./steps.module.css";

export type StepName = "files" | "columns" | "check" | "run";

const STEPS: { name: StepName; words: string }[] = [
  { name: "files", words: "Files" },
  { name: "columns", words: "Columns" },
  { name: "check", words: "Check" },
  { name: "run", words: "Run" },
];

/** Where the wizard is. Steps already taken are links once the dataset exists. */
export function Steps({ current, datasetId }: { current: StepName; datasetId?: string }) {
  const here = STEPS.findIndex(({ name }) => name === current);
  return (
    <nav aria-label="Steps">
      <ol className={classes.steps}>
        {STEPS.map(({ name, words }, index) => (
          <li key={name} className={classes.step} aria-current={name === current ? "step" : undefined}>
            <span className={classes.number} aria-hidden="true">
              {index + 1}
            </span>
            {datasetId && index < here ? <StepLink name={name} words={words} datasetId={datasetId} /> : words}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepLink({ name, words, datasetId }: { name: StepName; words: string; datasetId: string }) {
  const path = name === "files" ? "" : `/${name}`;
  return (
    <TextLink underline="hover" href={`/datasets/${datasetId}${path}`}>
      {words}
    </TextLink>
  );
}
