"use client";

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Section } from "#components/ui/section.tsx";
import { matchQuery } from "#lib/convert/lookup/client.ts";
import type { MatchRequest } from "#lib/convert/lookup/contract.ts";
import { hasTickerAndDate, repeatsRequest } from "#lib/convert/repeats/keys.ts";
import type { Draft } from "../draft.ts";
import { Repeats } from "../repeats.tsx";
import { type LookupColumn, matchRequest } from "./lookup-choice.ts";
import { foundWords, scopeWords } from "./match-words.ts";

/** What each lookup finds, of samples at first and of every row once these were read. */
export function CheckLookups({ datasetId, draft }: { datasetId: string; draft: Draft }) {
  const lookups = draft.recipe.derived.flatMap((column) => {
    const request = column.from === "lookup" ? matchRequest(draft, column, column) : undefined;
    return column.from === "lookup" && request ? [{ column, request }] : [];
  });
  const whole = repeatsRequest(draft.recipe);
  if (lookups.length === 0) return null;
  return (
    <Section title="Looked up in other files">
      {lookups.map(({ column, request }) => (
        <Found key={column.name} datasetId={datasetId} draft={draft} column={column} request={request} />
      ))}
      {whole && !hasTickerAndDate(whole) && <Repeats datasetId={datasetId} request={whole} />}
    </Section>
  );
}

interface FoundProps {
  datasetId: string;
  draft: Draft;
  column: LookupColumn;
  request: MatchRequest;
}

function Found({ datasetId, draft, column, request }: FoundProps) {
  const { data, error } = useQuery(matchQuery(datasetId, request));
  const { match, problem = error?.message } = data ?? {};
  return (
    <section aria-label={`What is found for ${column.name}`}>
      <Text className="numbers">
        {column.name}: {match ? foundWords(match, column, draft) : (problem ?? `Looking in ${column.file} …`)}
      </Text>
      {match && (
        <Text size="sm" c="dimmed" mb="md" className="numbers">
          {scopeWords(match)}
        </Text>
      )}
    </section>
  );
}
