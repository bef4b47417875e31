import { Button, CopyButton, Group, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatDay } from "#lib/platform/format.ts";
import { createShare } from "#lib/share/client.ts";
import { type CreatedShare, DEFAULT_EXPIRY_DAYS } from "#lib/share/contract.ts";

const EXPIRIES = [
  { value: "7", label: "in 7 days" },
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
];

/** Makes a link to the dashboard as it is filtered now, and shows it this one time. */
export function NewLink({ runId }: { runId: number }) {
  const [days, setDays] = useState(String(DEFAULT_EXPIRY_DAYS));
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createShare(runId, { expiresInDays: Number(days), view: window.location.search.slice(1) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["shares"] }),
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        Whoever has the link sees this dashboard, read-only and without an account: its numbers, charts and trades, and
        nothing else. It opens with the filters as they are now.
      </Text>
      <Group align="flex-end">
        <Select
          label="The link ends"
          data={EXPIRIES}
          value={days}
          onChange={(value) => setDays(value ?? days)}
          allowDeselect={false}
          w={160}
        />
        <Button loading={create.isPending} onClick={() => create.mutate()}>
          Create a link
        </Button>
      </Group>
      {create.isError && (
        <Text size="sm" c="var(--loss)" role="alert">
          {create.error.message}
        </Text>
      )}
      {create.data && <FreshLink key={create.data.id} link={create.data} />}
    </Stack>
  );
}

const FreshLink = ({ link }: { link: CreatedShare }) => (
  <Paper withBorder p="md">
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        label="Link"
        description={`Shown this once: copy it now. It ends on ${formatDay(link.expiresAt)}.`}
        value={link.url}
        readOnly
        flex={1}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={link.url}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Group>
  </Paper>
);
