"use client";

import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { matchQuery } from "#lib/convert/lookup/client.ts";
import type { Match, MatchRequest } from "#lib/convert/lookup/contract.ts";
import { plural } from "#lib/platform/format.ts";
import type { Draft } from "../draft.ts";
import type { LookupChoice } from "./lookup-choice.ts";
import classes from "./lookup-match.module.css";
import { foundWords, oddities, placeWords, scopeWords } from "./match-words.ts";

interface LookupMatchProps {
  datasetId: string;
  draft: Draft;
  choice: LookupChoice;
  request: MatchRequest;
  onIgnoreCase: () => void;
  onTrim: () => void;
}

/** How many keys of the data the chosen file has, before anything is confirmed. */
export function LookupMatch({ datasetId, request, ...props }: LookupMatchProps) {
  const { data, error, refetch, isPlaceholderData } = useQuery(matchQuery(datasetId, request));
  const { match = null, problem = null } = data ?? {};
  return (
    <section className={classes.match} aria-label="What is found" aria-busy={!data || isPlaceholderData}>
      <div role="status">
        {!data && !error && <Text c="dimmed">Looking for the keys in {props.choice.file} …</Text>}
        {problem && <Text className="rejected">✕ {problem}</Text>}
        {match && <Headline match={match} {...props} />}
      </div>
      {error && (
        <Group gap="xs">
          <Text className="rejected">What is found could not be asked for: {error.message}</Text>
          <Button size="compact-sm" variant="default" onClick={() => refetch()}>
            Try again
          </Button>
        </Group>
      )}
      {match && <Details match={match} request={request} {...props} />}
    </section>
  );
}

type Shown = Omit<LookupMatchProps, "datasetId" | "request"> & { match: Match };

function Headline({ match, choice, draft }: Shown) {
  const isGood = match.found === match.keys && match.keys > 0;
  return (
    <>
      <Text fw={600} className="numbers" c={isGood ? undefined : "var(--warning-text)"}>
        {foundWords(match, choice, draft)}
      </Text>
      <Text size="sm" c="dimmed">
        {scopeWords(match)}
      </Text>
    </>
  );
}

function Details({ match, choice, request, onIgnoreCase, onTrim }: Shown & Pick<LookupMatchProps, "request">) {
  const { unmatched, more, keys, found } = match;
  return (
    <>
      {unmatched.length > 0 && (
        <ul className={classes.unmatched} aria-label="Not found">
          {unmatched.map((one) => (
            <li key={one.key} className={classes.row}>
              <span className="raw">{one.key}</span>
              <span className={classes.place}>{placeWords(one, request)}</span>
            </li>
          ))}
          {keys - found > unmatched.length && <li>and {plural(keys - found - unmatched.length, "more")}</li>}
        </ul>
      )}
      {more.ignoreCase > 0 && (
        <Remedy text={`Letter case aside, ${more.ignoreCase} more would be found.`} onDo={onIgnoreCase}>
          Ignore letter case
        </Remedy>
      )}
      {more.trim > 0 && (
        <Remedy text={`Without the blanks around them, ${more.trim} more would be found.`} onDo={onTrim}>
          Take away blanks around {choice.key}
        </Remedy>
      )}
      {oddities(match, choice).map((sentence) => (
        <Text key={sentence} size="sm">
          {sentence}
        </Text>
      ))}
    </>
  );
}

const Remedy = ({ text, onDo, children }: { text: string; onDo: () => void; children: React.ReactNode }) => (
  <Group gap="xs">
    <Text size="sm">{text}</Text>
    <Button size="compact-sm" variant="default" onClick={onDo}>
      {children}
    </Button>
  </Group>
);
