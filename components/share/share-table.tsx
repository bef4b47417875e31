import { Badge, Button, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Head, NumberCell, NumberHead } from "#components/ui/cells.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import { formatCount, formatDay, formatMoment, UNKNOWN } from "#lib/platform/format.ts";
import { revokeShare } from "#lib/share/client.ts";
import type { ShareView } from "#lib/share/contract.ts";

const COLOURS: Record<ShareView["state"], string> = { active: "blue", expired: "gray", revoked: "gray" };

interface ShareTableProps {
  shares: ShareView[];
  /** Whether each line says which run it opens. */
  withRun?: boolean;
}

export function ShareTable({ shares, withRun = false }: ShareTableProps) {
  return (
    <ScrollTable label="Links" aria-label="Links" minWidth={withRun ? 760 : 620} style={{ whiteSpace: "nowrap" }}>
      <Table.Thead>
        <Table.Tr>
          {withRun && <Head>Run</Head>}
          <Head>State</Head>
          <Head>Made</Head>
          <Head>Ends</Head>
          <NumberHead>Views</NumberHead>
          <Head>Last seen</Head>
          <Head>Action</Head>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shares.map((share) => (
          <ShareLine key={share.id} share={share} withRun={withRun} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

const ShareLine = ({ share, withRun }: { share: ShareView; withRun: boolean }) => (
  <Table.Tr>
    {withRun && (
      <Table.Td>
        <TextLink href={`/runs/${share.runId}`}>Run {share.runId}</TextLink>
      </Table.Td>
    )}
    <Table.Td>
      <Badge variant="light" color={COLOURS[share.state]} tt="none" miw="fit-content">
        {share.state}
      </Badge>
    </Table.Td>
    <Table.Td className="numbers">{formatDay(share.createdAt)}</Table.Td>
    <Table.Td className="numbers">{formatDay(share.expiresAt)}</Table.Td>
    <NumberCell>{formatCount(share.views)}</NumberCell>
    <Table.Td className="numbers">{formatMoment(share.lastViewedAt)}</Table.Td>
    <Table.Td>{share.state === "active" ? <RevokeButton share={share} /> : UNKNOWN}</Table.Td>
  </Table.Tr>
);

function RevokeButton({ share }: { share: ShareView }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeShare(share.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["shares"] }),
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Revoke the link made on ${formatDay(share.createdAt)}`}
        loading={revoke.isPending}
        onClick={() => revoke.mutate()}
      >
        Revoke
      </Button>
      {revoke.isError && (
        <Text size="xs" c="var(--loss)" role="alert">
          {revoke.error.message}
        </Text>
      )}
    </>
  );
}
