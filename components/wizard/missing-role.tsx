"use client";

import { Button, Group, NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { candidatesQuery } from "#lib/convert/lookup/client.ts";
import type { DerivedColumn } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import { addDerived, answer, changeRole, type Draft, freeRole, missingRole } from "./draft.ts";
import { FileNamePattern } from "./file-name-pattern.tsx";
import { LookupForm } from "./lookup/lookup-form.tsx";
import { lookupWords } from "./lookup/match-words.ts";
import { PATH_PATTERNS } from "./path-patterns.ts";

interface MissingRoleProps {
  datasetId: string;
  question: Question;
  inspection: InspectionView;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

type Way = "lookup" | "derived" | "column" | "none";
const WITHOUT = {
  ticker: "The files have no ticker (then no strategy can run on them)",
  sector: "The files have no sector",
};

/** No column plays the role: it is made from the file's name (ticker), is one constant (sector), is in another file, is a column after all, or is not there. */
export function MissingRole({ datasetId, question, inspection, draft, onChange }: MissingRoleProps) {
  const role = missingRole(question) ?? "sector";
  const proposed = draft.recipe.derived.find((column) => column.role === role);
  const [way, setWay] = useState<Way>(proposed?.from === "lookup" ? "lookup" : "derived");
  const [pattern, setPattern] = useState(proposed?.from === "file-name" ? proposed.pattern : PATH_PATTERNS[0].pattern);
  const [constant, setConstant] = useState(proposed?.from === "constant" ? proposed.value : "");
  const texts = draft.recipe.columns.filter(({ ignored }) => !ignored).map(({ source }) => source);
  const [source, setSource] = useState(texts[0] ?? "");
  const { data: candidates } = useQuery(candidatesQuery(datasetId));
  const hasOthers = (candidates?.all ?? 0) > 1;
  const decide = () => {
    if (way === "none") return onChange(answer(freeRole(draft, role), question));
    if (way === "column") return onChange(answer(changeRole(draft, source, role), question));
    const name = proposed?.name ?? freeName(role, draft);
    onChange(answer(addDerived(draft, derivedColumn(role, name, pattern, constant)), question));
  };
  return (
    <Stack gap="md">
      <Radio.Group aria-label={question.text} value={way} onChange={(value) => setWay(toWay(value))}>
        <Stack gap="sm">
          {proposed?.from === "lookup" ? (
            <Radio
              value="lookup"
              label={`Look it up: “${proposed.value}” of ${proposed.file}`}
              description={lookupWords(proposed)}
            />
          ) : (
            hasOthers && <Radio value="lookup" label="Look it up in another file" />
          )}
          <Radio
            value="derived"
            label={role === "ticker" ? "Take it from each file's name" : "One sector for every file"}
          />
          <Radio value="column" label="It is one of the columns" />
          <Radio value="none" label={WITHOUT[role]} />
        </Stack>
      </Radio.Group>
      {way === "derived" && role === "ticker" && (
        <FileNamePattern name="ticker" pattern={pattern} paths={inspection.paths} onChange={setPattern} />
      )}
      {way === "derived" && role === "sector" && (
        <TextInput
          label="Sector"
          placeholder="Technology"
          maw={360}
          value={constant}
          onChange={({ currentTarget }) => setConstant(currentTarget.value)}
        />
      )}
      {way === "column" && (
        <NativeSelect
          label={`Column with the ${role}`}
          maw={360}
          data={texts}
          value={source}
          onChange={({ currentTarget }) => setSource(currentTarget.value)}
        />
      )}
      {way === "lookup" ? (
        <LookupForm
          datasetId={datasetId}
          draft={draft}
          before={proposed?.from === "lookup" ? proposed : undefined}
          role={role}
          submit="Use this answer"
          onSubmit={onChange}
          onChange={onChange}
        />
      ) : (
        <Group>
          <Button onClick={decide} disabled={way === "derived" && role === "sector" && constant.trim() === ""}>
            Use this answer
          </Button>
        </Group>
      )}
    </Stack>
  );
}

const toWay = (value: string): Way =>
  value === "lookup" || value === "column" || value === "none" ? value : "derived";

function derivedColumn(role: "ticker" | "sector", name: string, pattern: string, constant: string): DerivedColumn {
  if (role === "ticker") return { name, role, from: "file-name", pattern, upperCase: true };
  return { name, role, from: "constant", value: constant.trim() };
}

/** "ticker", unless a column that plays no such role is already called that. */
function freeName(wanted: string, { recipe }: Draft): string {
  const taken = new Set([...recipe.columns, ...recipe.derived].map(({ name }) => name.toLowerCase()));
  return taken.has(wanted) ? `file_${wanted}` : wanted;
}
