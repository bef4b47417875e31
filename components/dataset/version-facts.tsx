import { Facts } from "#components/ui/facts.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatBytes, formatCount, formatDay, formatMoment, plural, UNKNOWN } from "#lib/platform/format.ts";
import type { RowCounts, VersionView } from "#lib/upload/contract.ts";
import { goodShare } from "./quality.tsx";

interface VersionFactsProps {
  version: VersionView;
  rows: RowCounts;
}

export function VersionFacts({ version, rows }: VersionFactsProps) {
  const { period } = version;
  return (
    <Section title={`Version ${version.number}`} note={`made ${formatMoment(version.createdAt)}`}>
      <Facts
        facts={[
          { name: "Rows", value: formatCount(version.rows) },
          { name: "Good rows", value: goodShare(rows), note: rowNote(rows) },
          {
            name: "Period",
            value: period ? formatDay(period.from) : UNKNOWN,
            note: period ? `to ${formatDay(period.to)}` : "",
          },
          { name: "Tickers", value: formatCount(version.tickers) },
          { name: "Sectors", value: formatCount(version.sectors) },
          {
            name: "Size",
            value: `${formatBytes(version.rawBytes)} → ${formatBytes(version.parquetBytes)}`,
            note: ratioWords(version),
          },
        ]}
      />
    </Section>
  );
}

const ratioWords = ({ rawBytes, parquetBytes }: VersionView): string =>
  parquetBytes > 0 ? `${(rawBytes / parquetBytes).toFixed(1)} times smaller as Parquet` : "";

function rowNote({ rejected, corrected, nulled }: RowCounts): string {
  const parts = [`${formatCount(rejected)} rejected`];
  if (corrected > 0) parts.unshift(`of these ${formatCount(corrected)} corrected`);
  if (nulled > 0) parts.push(`${plural(nulled, "value")} set to null`);
  return parts.join(", ");
}
