import { Box, Text } from "@mantine/core";
import { Meter } from "#components/ui/meter.tsx";
import { formatCount } from "#lib/platform/format.ts";
import { type InspectedColumn, type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";

/** How much of the sample the chosen type and format fit. */
export function Fit({ column, found }: { column: Pick<RecipeColumn, "type" | "format">; found: InspectedColumn }) {
  if (column.format === UNANSWERED)
    return (
      <Text size="sm" c="dimmed">
        How these are read is one of the questions above.
      </Text>
    );
  const candidate = found.candidates.find(({ type, format }) => type === column.type && format === column.format);
  if (!candidate)
    return (
      <Text size="sm" c="var(--warning-text)">
        This format was not tried on the sample. Rows it does not fit will be rejected, with the reason.
      </Text>
    );
  const { fits, misfits, misfitExamples } = candidate;
  const total = fits + misfits;
  const words = `${formatCount(fits)} of ${formatCount(total)} sampled fit`;
  return (
    <Box>
      <Text size="sm" c="dimmed" mb={4} className="numbers">
        {words}
        {found.nulls > 0 && ` · ${formatCount(found.nulls)} empty`}
      </Text>
      <Meter
        label="Sampled values that fit"
        done={fits}
        total={total}
        text={words}
        tone={misfits > 0 ? "bad" : "good"}
      />
      {misfits > 0 && (
        <Text size="sm" c="var(--warning-text)" mt={4}>
          Does not fit: <span className="raw">{misfitExamples.join("  ")}</span>
        </Text>
      )}
    </Box>
  );
}
