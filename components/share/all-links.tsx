"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { allSharesQuery } from "#lib/share/client.ts";
import { ShareTable } from "./share-table.tsx";

/** Every link that was ever made; those that work can be revoked. */
export function AllLinks() {
  const shares = useQuery(allSharesQuery());
  if (shares.isError) return <QueryFailed what="The links" error={shares.error} onRetry={() => shares.refetch()} />;
  if (!shares.data) return <WaitingRows what="the links" />;
  if (shares.data.shares.length === 0)
    return (
      <StateMessage
        title="Nothing is shared"
        action={
          <ButtonLink href="/datasets" mt="sm">
            Go to the datasets
          </ButtonLink>
        }
      >
        Open a run and press Share: the link shows its dashboard to anyone who has it, until it ends or you revoke it.
      </StateMessage>
    );
  return <ShareTable shares={shares.data.shares} withRun />;
}
