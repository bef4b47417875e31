import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";

/** Keeps the place of a table that is on its way. */
export function WaitingRows({ what, rows = 4 }: { what: string; rows?: number }) {
  return (
    <Stack gap={8} aria-busy>
      <VisuallyHidden role="status">Loading {what}</VisuallyHidden>
      <Skeleton height={36} radius="sm" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have no other name
        <Skeleton key={row} height={44} radius="sm" />
      ))}
    </Stack>
  );
}
