"use client";

import { Button, Group, Text, Title } from "@mantine/core";
import { useId } from "react";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import { answerWords } from "./answer-words.ts";
import { type Draft, missingRole, openQuestions, questionKey, reopen } from "./draft.ts";
import { MissingRole } from "./missing-role.tsx";
import classes from "./question-panel.module.css";
import { Readings } from "./readings.tsx";

interface QuestionPanelProps {
  datasetId: string;
  inspection: InspectionView;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** What only a person can decide, one question at a time; decided ones can be asked again. */
export function QuestionPanel({ datasetId, inspection, draft, onChange }: QuestionPanelProps) {
  const heading = useId();
  const { questions } = inspection;
  const open = openQuestions(draft, questions);
  const [question] = open;
  const decided = questions.filter((candidate) => !open.includes(candidate));
  if (questions.length === 0) return null;
  return (
    <>
      {question && (
        <section className={classes.panel} aria-labelledby={heading}>
          <Text size="sm" c="dimmed">
            Question {questions.length - open.length + 1} of {questions.length}
          </Text>
          <Title order={2} size="h4" id={heading} mb="sm">
            {question.text}
          </Title>
          {missingRole(question) ? (
            <MissingRole
              key={questionKey(question)}
              datasetId={datasetId}
              question={question}
              inspection={inspection}
              draft={draft}
              onChange={onChange}
            />
          ) : (
            <Readings key={questionKey(question)} question={question} draft={draft} onChange={onChange} />
          )}
        </section>
      )}
      <Decided questions={decided} draft={draft} onReopen={(asked) => onChange(reopen(draft, asked))} />
    </>
  );
}

interface DecidedProps {
  questions: Question[];
  draft: Draft;
  onReopen: (question: Question) => void;
}

function Decided({ questions, draft, onReopen }: DecidedProps) {
  if (questions.length === 0) return null;
  return (
    <ul className={classes.decided} aria-label="Answered questions">
      {questions.map((question) => (
        <li key={questionKey(question)}>
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              ✓ {answerWords(draft, question)}
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={() => onReopen(question)}>
              Ask again
            </Button>
          </Group>
        </li>
      ))}
    </ul>
  );
}
