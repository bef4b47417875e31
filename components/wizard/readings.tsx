"use client";

import { Button, SimpleGrid } from "@mantine/core";
import { answeredRecipe } from "#lib/schema/answers.ts";
import type { Question, Reading } from "#lib/schema/question.ts";
import type { Draft } from "./draft.ts";
import classes from "./question-panel.module.css";
import { TYPE_WORDS } from "./words.ts";

interface ReadingsProps {
  question: Question;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** The ways a column can be read, side by side, each with what it makes of the same values. */
export function Readings({ question, draft, onChange }: ReadingsProps) {
  const choose = (reading: Reading) => onChange({ ...draft, recipe: answeredRecipe(draft.recipe, question, reading) });
  return (
    <SimpleGrid cols={{ base: 1, sm: Math.min(3, question.readings.length) }} spacing="md">
      {question.readings.map((reading) => (
        <div key={reading.label ?? `${reading.type} ${reading.format}`} className={classes.reading}>
          <Button variant="default" fullWidth onClick={() => choose(reading)}>
            {reading.label ?? `${TYPE_WORDS[reading.type]}, ${reading.format}`}
          </Button>
          <table className={classes.examples}>
            <thead className="visually-hidden">
              <tr>
                <th scope="col">As written</th>
                <th scope="col">As read</th>
              </tr>
            </thead>
            <tbody>
              {reading.examples.map(({ raw, parsed }) => (
                <tr key={raw}>
                  <td>{raw}</td>
                  <td>→ {parsed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </SimpleGrid>
  );
}
