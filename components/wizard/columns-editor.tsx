"use client";

import { Button, Group, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { lookupPaths } from "#lib/schema/lookups.ts";
import { AddedColumns } from "./added-columns.tsx";
import { AppliedRecipe } from "./applied-recipe.tsx";
import { ColumnCard } from "./column-card.tsx";
import { ColumnCards } from "./column-cards.tsx";
import classes from "./columns-editor.module.css";
import { FilePreview } from "./cutting/file-preview.tsx";
import { type Draft, missingRole, openQuestions } from "./draft.ts";
import { problemsOf } from "./draft-problems.ts";
import { keepDraft } from "./draft-storage.ts";
import { FailedFiles } from "./failed-files.tsx";
import { FilesDiffer } from "./files-differ.tsx";
import { QuestionPanel } from "./question-panel.tsx";
import { ReadAgain } from "./read-again.tsx";
import { cutOtherwise, provedColumns, unproved } from "./read-as-cut.ts";
import { useDraft } from "./use-draft.ts";
import { useStartedProofs } from "./use-proofs.ts";
import { WholeFiles } from "./whole-files.tsx";

interface ColumnsEditorProps {
  datasetId: string;
  inspection: InspectionView;
  /** What was found depends on which files hold data, which a draft says. */
  onDraft: (draft: Draft) => void;
}

export function ColumnsEditor({ datasetId, inspection, onDraft }: ColumnsEditorProps) {
  const [draft, keep] = useDraft(datasetId, inspection);
  const change = (next: Draft) => {
    keep(next);
    onDraft(next);
  };
  const whole = useStartedProofs(datasetId, lookupPaths(draft.recipe), inspection);
  const proofs = provedColumns(draft.recipe, whole.columns, inspection);
  const otherwise = cutOtherwise(draft.recipe, inspection);
  const router = useRouter();
  const questions = useRef<HTMLDivElement>(null);
  const open = openQuestions(draft, inspection.questions);
  const problems = problemsOf(draft, inspection.paths);
  const decide = (next: Draft) => {
    change(next);
    // The question that had the focus is gone; the next one follows from here.
    questions.current?.focus({ preventScroll: true });
  };
  const goOn = () => {
    keepDraft(datasetId, draft);
    if (open.length + problems.length === 0) router.push(`/datasets/${datasetId}/check`);
    else questions.current?.focus();
  };
  return (
    <>
      {otherwise.length > 0 ? (
        <ReadAgain datasetId={datasetId} recipe={draft.recipe} files={inspection.files.inspected} parts={otherwise} />
      ) : (
        <WholeFiles datasetId={datasetId} proofs={whole} />
      )}
      <div ref={questions} tabIndex={-1}>
        <AppliedRecipe inspection={inspection} draft={draft} onChange={decide} />
        <QuestionPanel datasetId={datasetId} inspection={inspection} draft={draft} onChange={decide} />
        <FailedFiles datasetId={datasetId} />
        <FilesDiffer inspection={inspection} draft={draft} onChange={change} />
        {inspection.warnings.length > 0 && (
          <Notice tone="note" title="Good to know">
            <Sentences sentences={inspection.warnings} />
          </Notice>
        )}
        {problems.length > 0 && (
          <Notice tone="warning" title="To repair before the check">
            <Sentences sentences={problems} />
          </Notice>
        )}
      </div>
      <div className={classes.columns}>
        <div className={classes.cards}>
          <ColumnCards columns={otherwise.length > 0 ? inspection.columns.map(unproved) : inspection.columns}>
            {(found) => (
              <ColumnCard
                key={found.source}
                found={found}
                draft={draft}
                onChange={change}
                files={inspection.files.inspected}
                proof={proofs.find(({ source }) => source === found.source)}
              />
            )}
          </ColumnCards>
          <AddedColumns
            datasetId={datasetId}
            draft={draft}
            asked={open.flatMap((question) => missingRole(question) ?? [])}
            paths={inspection.paths}
            onChange={change}
          />
        </div>
        <div className={classes.preview}>
          <FilePreview
            datasetId={datasetId}
            draft={draft}
            onCut={(dialect) => change({ ...draft, recipe: { ...draft.recipe, dialect } })}
          />
        </div>
      </div>
      <Group className={classes.footer}>
        <Button size="md" onClick={goOn}>
          Check{" "}
          {plural(
            draft.recipe.columns.filter(({ ignored }) => !ignored).length + draft.recipe.derived.length,
            "column",
          )}
        </Button>
        {open.length > 0 && <Text c="dimmed">{plural(open.length, "question")} to answer first</Text>}
      </Group>
    </>
  );
}

const Sentences = ({ sentences }: { sentences: string[] }) => (
  <ul className="plain-list">
    {sentences.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
);
