"use client";

import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Facts } from "#components/ui/facts.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { formatBytes, formatCount, plural, UNKNOWN } from "#lib/platform/format.ts";
import { confirmRecipe, inspectionQuery } from "#lib/schema/client.ts";
import type { Role } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { CheckColumns } from "./check-columns.tsx";
import { type Draft, openQuestions } from "./draft.ts";
import { problemsOf } from "./draft-problems.ts";
import { forgetDraft } from "./draft-storage.ts";
import { CheckLookups } from "./lookup/check-lookups.tsx";
import { RulesChoice } from "./rules-choice.tsx";
import { useDraft } from "./use-draft.ts";
import { WholeRejects } from "./whole-rejects.tsx";

/** What confirming will do, in numbers; nothing lasting has happened before. */
export function CheckReview({ dataset, inspection }: { dataset: DatasetView; inspection: InspectionView }) {
  const queries = useQueryClient();
  const [draft, change] = useDraft(dataset.id, inspection);
  const confirm = useMutation({
    mutationFn: () => confirmRecipe(dataset.id, draft.recipe),
    onSuccess: async () => {
      forgetDraft(dataset.id);
      // The button that had the focus goes; what follows begins at the page's content.
      document.getElementById("content")?.focus();
      await Promise.all([
        queries.invalidateQueries({ queryKey: datasetQuery(dataset.id).queryKey }),
        queries.invalidateQueries({ queryKey: inspectionQuery(dataset.id).queryKey }),
      ]);
    },
  });
  const open = openQuestions(draft, inspection.questions).length;
  if (open > 0 || problemsOf(draft, inspection.paths).length > 0)
    return <Undecided datasetId={dataset.id} open={open} />;
  const kept = keptCount(draft);
  return (
    <>
      <Section title="What will happen">
        <p className="meaning">
          Every row of every file is read. Rows that fit become typed Parquet; what does not fit is kept apart with the
          reason, never changed. The uploaded files stay as they are.
        </p>
        <Facts
          facts={[
            { name: "Files", value: formatCount(inspection.files.inspected), note: failedNote(inspection) },
            { name: "Size", value: formatBytes(dataset.files.bytes) },
            { name: "Columns kept", value: formatCount(kept) },
            { name: "Ignored", value: formatCount(draft.recipe.columns.length + draft.recipe.derived.length - kept) },
            ...(["date", "ticker", "sector", "price"] as const).map((role) => ({
              name: ROLE_NAMES[role],
              value: played(draft, role),
            })),
          ]}
        />
      </Section>
      <CheckLookups datasetId={dataset.id} draft={draft} />
      <RulesChoice datasetId={dataset.id} draft={draft} onChange={change} />
      <WholeRejects datasetId={dataset.id} recipe={draft.recipe} inspection={inspection} />
      <CheckColumns draft={draft} inspection={inspection} />
      {confirm.error && (
        <Notice tone="warning" title="Not confirmed" isAlert>
          {confirm.error.message}
        </Notice>
      )}
      <Group>
        <Button size="md" loading={confirm.isPending} onClick={() => confirm.mutate()}>
          Confirm {plural(kept, "column")}
        </Button>
        <ButtonLink variant="default" size="md" href={`/datasets/${dataset.id}/columns`}>
          Back to the columns
        </ButtonLink>
      </Group>
    </>
  );
}

const ROLE_NAMES = { date: "Date", ticker: "Ticker", sector: "Sector", price: "Price" };

const Undecided = ({ datasetId, open }: { datasetId: string; open: number }) => (
  <StateMessage
    title="The columns need you once more"
    action={<ButtonLink href={`/datasets/${datasetId}/columns`}>Go to the columns</ButtonLink>}
  >
    {open > 0
      ? `${plural(open, "question")} only you can answer ${open === 1 ? "is" : "are"} still open.`
      : "Something there must be repaired first."}
  </StateMessage>
);

const keptCount = ({ recipe }: Draft): number =>
  recipe.columns.filter(({ ignored }) => !ignored).length + recipe.derived.length;

const failedNote = ({ files }: InspectionView): string =>
  files.failed > 0 ? `${plural(files.failed, "more file")} failed` : "";

function played({ recipe }: Draft, role: Role): string {
  const column = recipe.columns.find((candidate) => candidate.role === role && !candidate.ignored);
  return (column ?? recipe.derived.find((candidate) => candidate.role === role))?.name ?? UNKNOWN;
}
