import { Group, Text } from "@mantine/core";
import { formatCount, formatPercent, UNKNOWN } from "#lib/platform/format.ts";

interface Rows {
  read: number;
  good: number;
  rejected: number;
}

/** The share of rows that were good, never rounded up to all of them. */
export function goodShare({ read, good }: Rows): string {
  if (read === 0) return UNKNOWN;
  if (good === read) return "100 %";
  return formatPercent(Math.floor((good / read) * 10_000) / 10_000, 2);
}

export function Quality({ rows }: { rows: Rows }) {
  if (rows.read === 0) return UNKNOWN;
  const whole = rows.rejected === 0;
  return (
    <Group gap={6} wrap="nowrap" title={`${formatCount(rows.good)} of ${formatCount(rows.read)} rows are good`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        {whole ? (
          <circle cx="5" cy="5" r="5" fill="var(--mantine-color-blue-6)" />
        ) : (
          <path d="M5 0 10 9H0Z" fill="var(--mantine-color-orange-7)" />
        )}
      </svg>
      <Text span inherit>
        {goodShare(rows)}
      </Text>
    </Group>
  );
}
