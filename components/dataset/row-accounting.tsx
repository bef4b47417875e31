import { Text } from "@mantine/core";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { RowCounts } from "#lib/upload/contract.ts";

/** Rows read must equal rows good, corrected and rejected, and everyone may see that they do. */
export function RowAccounting({ rows: { read, good, corrected, rejected, nulled } }: { rows: RowCounts }) {
  if (read === 0) return null;
  return (
    <Text mb="xl" className="numbers">
      <strong>{formatCount(read)}</strong> rows read = <strong>{formatCount(good - corrected)}</strong> good +{" "}
      {corrected > 0 && (
        <>
          <strong>{formatCount(corrected)}</strong> corrected +{" "}
        </>
      )}
      <strong>{formatCount(rejected)}</strong> rejected
      {nulled > 0 && `. In the good rows, ${plural(nulled, "value")} set to null.`}
    </Text>
  );
}
