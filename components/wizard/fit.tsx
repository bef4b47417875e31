import { Box, Text } from "@mantine/core";
import { Meter } from "#components/ui/meter.tsx";
import { formatCount, plural } from "#lib/platform/format.ts";
import { type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";
import type { InspectedColumn } from "#lib/schema/inspection.ts";
import type { ColumnProof } from "#lib/schema/profile/contract.ts";
import { wholeFit } from "./whole-fit.ts";

interface FitProps {
  column: RecipeColumn;
  found: InspectedColumn;
  proof: ColumnProof | undefined;
}

/** How much the chosen type and format fit: of every row once whole files were read, of a sample before. */
export function Fit({ column, found, proof }: FitProps) {
  if (column.format === UNANSWERED)
    return (
      <Text size="sm" c="dimmed">
        How these are read is one of the questions above.
      </Text>
    );
  const whole = wholeFit(column, proof);
  if (whole && proof)
    return (
      <FitBar
        fits={whole.fits}
        misfits={whole.misfits}
        nulls={proof.nulls}
        of=""
        changes={whole.changes ?? 0}
        become={MISFITS_BECOME[column.misfits ?? "discard_row"]}
      />
    );
  const isChosen = (one: { type: string; format: string }) => one.type === column.type && one.format === column.format;
  if (proof?.formats.some(isChosen))
    return (
      <Text size="sm" c="dimmed">
        Every row was counted with other texts that stand for no value. What these change is seen when the rows are
        converted.
      </Text>
    );
  const candidate = found.candidates.find(isChosen);
  if (!candidate)
    return (
      <Text size="sm" c="var(--warning-text)">
        This format was not tried yet. Rows it does not fit will be rejected, with the reason.
      </Text>
    );
  const { fits, misfits, misfitExamples } = candidate;
  return (
    <>
      <FitBar fits={fits} misfits={misfits} nulls={found.nulls} of="sampled " changes={0} become="" />
      {misfits > 0 && (
        <Text size="sm" c="var(--warning-text)" mt={4}>
          Does not fit: <span className="raw">{misfitExamples.join("  ")}</span>
        </Text>
      )}
    </>
  );
}

interface FitBarProps {
  fits: number;
  misfits: number;
  nulls: number;
  /** "sampled " before whole files were read. */
  of: "" | "sampled ";
  /** Of the misfits and fits: what a plain reader would take for another value. */
  changes: number;
  /** What misfits become. */
  become: string;
}

const MISFITS_BECOME = {
  discard_row: "would be rejected",
  discard_value: "would be set to null",
  freeze: "would have their files refused",
} as const;

function FitBar({ fits, misfits, nulls, of, changes, become }: FitBarProps) {
  const total = fits + misfits;
  const words = `${formatCount(fits)} of ${formatCount(total)} ${of}fit`;
  return (
    <Box>
      <Text size="sm" c="dimmed" mb={4} className="numbers">
        {words}
        {nulls > 0 && ` · ${formatCount(nulls)} empty`}
      </Text>
      <Meter
        label={of ? "Sampled values that fit" : "Values that fit"}
        done={fits}
        total={total}
        text={words}
        tone={misfits > 0 ? "bad" : "good"}
      />
      {misfits > 0 && !of && (
        <Text size="sm" c="var(--warning-text)" mt={4} className="numbers">
          {formatCount(misfits)} of {plural(total, "value")} {become}
          {changes > 0 && `; a plain reader would change ${formatCount(changes)} without a word`}
        </Text>
      )}
    </Box>
  );
}
