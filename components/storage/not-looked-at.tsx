import { Text } from "@mantine/core";
import { Section } from "#components/ui/section.tsx";
import type { StorageCheck } from "#lib/storage-check/contract.ts";
import classes from "./check-list.module.css";

/** What could not be looked at: a line for each reason, with the checks it keeps away. */
export function NotLookedAt({ checks }: { checks: StorageCheck[] }) {
  const byReason = Map.groupBy(
    checks.filter(({ level }) => level === "unknown"),
    ({ sentence }) => sentence,
  );
  if (byReason.size === 0) return null;
  return (
    <Section title="Not looked at">
      <ul className={classes.list}>
        {[...byReason].map(([reason, kept]) => (
          <li key={reason} className={classes.reason}>
            <Text size="sm" fw={600}>
              {kept.map(({ title }) => title).join(", ")}
            </Text>
            <Text size="sm" c="dimmed">
              {reason}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}
