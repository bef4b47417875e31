import { NativeSelect } from "@mantine/core";
import { formatCount, plural } from "#lib/platform/format.ts";
import { UNANSWERED } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Draft } from "./draft.ts";
import {
  chooseRetyped,
  type Retyped,
  type RetypedChoice,
  retypedChoice,
  retypedChoices,
  retypedColumns,
} from "./retyped-choice.ts";
import { TYPE_WORDS } from "./words.ts";

interface RetypedColumnsProps {
  inspection: InspectionView;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** What becomes of each column that is of another type in some files, with how much follows from it. */
export const RetypedColumns = ({ inspection, draft, onChange }: RetypedColumnsProps) =>
  retypedColumns(inspection).map((retyped) => {
    const column = draft.recipe.columns.find(({ source }) => source === retyped.source);
    // A question about it comes first, and one that is left out has no type.
    if (!column || column.ignored || column.format === UNANSWERED || retyped.usual.format === UNANSWERED) return null;
    const choice = retypedChoice(draft, retyped);
    const choices = retypedChoices(column, retyped);
    const known: RetypedChoice[] = choices.includes(choice) ? choices : ["other", ...choices];
    return (
      <NativeSelect
        key={retyped.source}
        maw={560}
        label={`“${retyped.source}”, something else in ${plural(retyped.files, "file")}`}
        description={countWords(retyped)}
        data={known.map((value) => ({ value, label: labelOf(value, retyped, column) }))}
        value={choice}
        onChange={({ currentTarget }) => {
          const chosen = known.find((one) => one === currentTarget.value);
          if (chosen) onChange(chooseRetyped(draft, retyped, chosen));
        }}
      />
    );
  });

const countWords = ({ usual, misfits, values, isWhole }: Retyped): string =>
  `${formatCount(misfits)} of ${plural(values, "value")} ${misfits === 1 ? "is" : "are"} not ${wordsOf(usual)}${isWhole ? "" : " in the samples"}.`;

function labelOf(choice: RetypedChoice, { usual, wider, files, misfits }: Retyped, now: Retyped["usual"]): string {
  const keep = `Keep it ${wordsOf(usual)}`;
  if (choice === "evolve") return `Make it ${wordsOf(wider)}, which every value fits (evolve)`;
  if (choice === "discard_row") return `${keep}, reject the rows: ${formatCount(misfits)} (discard_row)`;
  if (choice === "discard_value") return `${keep}, set the values to null: ${formatCount(misfits)} (discard_value)`;
  if (choice === "freeze") return `${keep}, refuse the files: ${formatCount(files)} (freeze)`;
  return `As below: ${wordsOf(now)}`;
}

const wordsOf = ({ type, format }: Retyped["usual"]): string =>
  type === "text" ? "text" : `${TYPE_WORDS[type].toLowerCase()} (${format})`;
