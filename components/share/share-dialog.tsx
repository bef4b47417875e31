import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { sharesQuery } from "#lib/share/client.ts";
import { NewLink } from "./new-link.tsx";
import { ShareTable } from "./share-table.tsx";

export function ShareDialog({ runId }: { runId: number }) {
  return (
    <Stack gap="lg">
      <NewLink runId={runId} />
      <LinksOfRun runId={runId} />
    </Stack>
  );
}

function LinksOfRun({ runId }: { runId: number }) {
  const shares = useQuery(sharesQuery(runId));
  if (shares.isError)
    return <QueryFailed what="The links to this run" error={shares.error} onRetry={() => shares.refetch()} />;
  if (!shares.data) return <WaitingRows what="the links to this run" rows={1} />;
  if (shares.data.shares.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        Links to this run
      </Title>
      <ShareTable shares={shares.data.shares} />
    </section>
  );
}
