import { Button, Group, Text } from "@mantine/core";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { misreadBySaved } from "#lib/schema/saved/misread.ts";
import { appliedDraft, type Draft, openQuestions, plainDraft } from "./draft.ts";

interface AppliedRecipeProps {
  inspection: InspectionView;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Says that a saved recipe fits these files and what it answered; it can be taken back, and applied again. One that misreads them waits for a person. */
export function AppliedRecipe({ inspection, draft, onChange }: AppliedRecipeProps) {
  const applied = appliedDraft(inspection);
  const { saved, questions } = inspection;
  if (!saved || !applied) return null;
  const isApplied = draft.applied === applied.applied;
  const misread = misreadBySaved(inspection);
  const plain = plainDraft(inspection);
  const answered = plural(
    openQuestions(plain, questions).length - openQuestions(applied, questions).length,
    "question",
  );
  const name = `Recipe “${saved.name}” version ${saved.version}`;
  const fits = misread ? "has these columns, but is not applied" : "fits these columns";
  return (
    <Notice tone="note" title={`${name} ${isApplied ? "applied" : fits}`}>
      {misread && (
        <Text size="sm" c="var(--warning-text)">
          It {isApplied ? "misreads" : "would misread"} most sampled values of “{misread.source}”, such as{" "}
          <span className="raw">{misread.example}</span>: it may be for other files.
        </Text>
      )}
      <Group gap="md" mt={4}>
        <Text size="sm">{isApplied ? `It answered ${answered}.` : `It would answer ${answered}.`}</Text>
        <Button size="compact-sm" variant="default" onClick={() => onChange(isApplied ? plain : applied)}>
          {isApplied ? "Undo" : misread ? "Apply it all the same" : "Apply it"}
        </Button>
      </Group>
    </Notice>
  );
}
