"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { candidatesQuery } from "#lib/convert/lookup/client.ts";
import type { Candidates } from "#lib/convert/lookup/contract.ts";
import type { Role } from "#lib/schema/contract.ts";
import { changeColumn, type Draft } from "../draft.ts";
import { nameProblem } from "../draft-problems.ts";
import {
  choiceProblem,
  firstChoice,
  inFile,
  type LookupChoice,
  type LookupColumn,
  matchRequest,
  putLookup,
  withoutFile,
} from "./lookup-choice.ts";
import { LookupFields } from "./lookup-fields.tsx";
import { LookupMatch } from "./lookup-match.tsx";

interface LookupFormProps {
  datasetId: string;
  draft: Draft;
  /** The lookup that is changed; without one, another is made. */
  before?: LookupColumn;
  /** What the column is to be, where that is settled. */
  role?: Role;
  submit: string;
  /** The draft with the lookup as it was chosen. */
  onSubmit: (draft: Draft) => void;
  onChange: (draft: Draft) => void;
  onCancel?: () => void;
}

/** Sets a lookup up, and shows what it finds before it is used. */
export function LookupForm(props: LookupFormProps) {
  const { data, error, refetch } = useQuery(candidatesQuery(props.datasetId));
  if (error && !data) return <QueryFailed what="The files" error={error} onRetry={refetch} />;
  if (!data) return <Text c="dimmed">Looking which files there are …</Text>;
  const start = props.before ?? firstChoice(props.draft, data, props.role ?? "none");
  if (!start)
    return (
      <Text>
        No column of the data is text, and none is taken from the files' names: there is nothing to find values by.
      </Text>
    );
  return <Form {...props} candidates={data} start={start} />;
}

type FormProps = LookupFormProps & { candidates: Candidates; start: LookupChoice };

function Form({
  datasetId,
  before,
  role,
  candidates,
  start,
  submit,
  onSubmit,
  onChange,
  onCancel,
  ...props
}: FormProps) {
  const [choice, setChoice] = useState(start);
  const draft = withoutFile(props.draft, choice.file, candidates);
  const request = matchRequest(draft, choice, before);
  const put = putLookup(draft, choice, before);
  const wrongName = nameProblem(put, choice.name);
  const problem = choiceProblem(choice, draft, candidates, before);
  const trim = () => {
    const key = draft.recipe.columns.find(({ name }) => name === choice.key);
    if (key) onChange(changeColumn(props.draft, key.source, { trim: true }));
  };
  return (
    <Stack gap="md" maw={760}>
      <LookupFields
        draft={draft}
        files={candidates.files}
        choice={choice}
        onFile={(file) => setChoice(inFile(choice, file, props.draft, candidates))}
        isRoleOpen={role === undefined}
        nameProblem={wrongName}
        onChange={setChoice}
      />
      {candidates.all > candidates.files.length && (
        <Text size="sm" c="dimmed">
          Of {candidates.all} files those are listed whose columns few others have.
        </Text>
      )}
      {problem ? (
        <Text className="rejected" role="status">
          ✕ {problem}
        </Text>
      ) : (
        request && (
          <LookupMatch
            datasetId={datasetId}
            draft={draft}
            choice={choice}
            request={request}
            onIgnoreCase={() => setChoice({ ...choice, ignoreCase: true })}
            onTrim={trim}
          />
        )
      )}
      <Group>
        <Button disabled={problem !== undefined || wrongName !== undefined} onClick={() => onSubmit(put)}>
          {submit}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </Group>
    </Stack>
  );
}
