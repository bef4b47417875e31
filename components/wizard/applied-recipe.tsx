import { Button, Group, Text } from "@mantine/core";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { appliedDraft, type Draft, openQuestions, plainDraft } from "./draft.ts";

interface AppliedRecipeProps {
  inspection: InspectionView;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Says that a saved recipe fits these files and what it answered; it can be taken back, and applied again. */
export function AppliedRecipe({ inspection, draft, onChange }: AppliedRecipeProps) {
  const applied = appliedDraft(inspection);
  const { saved, questions } = inspection;
  if (!saved || !applied) return null;
  const isApplied = draft.applied === applied.applied;
  const plain = plainDraft(inspection);
  const answered = plural(
    openQuestions(plain, questions).length - openQuestions(applied, questions).length,
    "question",
  );
  const name = `Recipe “${saved.name}” version ${saved.version}`;
  return (
    <Notice tone="note" title={isApplied ? `${name} applied` : `${name} fits these columns`}>
      <Group gap="md" mt={4}>
        <Text size="sm">{isApplied ? `It answered ${answered}.` : `It would answer ${answered}.`}</Text>
        <Button size="compact-sm" variant="default" onClick={() => onChange(isApplied ? plain : applied)}>
          {isApplied ? "Undo" : "Apply it"}
        </Button>
      </Group>
    </Notice>
  );
}
