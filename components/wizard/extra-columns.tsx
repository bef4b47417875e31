import { NativeSelect } from "@mantine/core";
import { ExtraRule } from "#lib/schema/contract.ts";
import type { FileGroup } from "#lib/schema/inspection-view.ts";
import type { Draft } from "./draft.ts";
import { chooseExtra, extraColumns, followsRule } from "./drift-choice.ts";
import { EXTRA_WORDS } from "./extra-words.ts";

interface ExtraColumnsProps {
  groups: readonly FileGroup[];
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** One answer for all columns that most files do not have, and for those of files that come later. */
export function ExtraColumns({ groups, draft, onChange }: ExtraColumnsProps) {
  const extra = extraColumns(draft, groups);
  if (extra.length === 0) return null;
  const rule = draft.recipe.drift?.extra ?? "freeze";
  const follows = followsRule(draft, extra);
  const rules = ExtraRule.options.map((value) => ({ value, label: EXTRA_WORDS[value].name }));
  return (
    <NativeSelect
      maw={560}
      label="Columns that most files do not have, here and in later files"
      data={follows ? rules : [{ value: "", label: "Decided one by one" }, ...rules]}
      value={follows ? rule : ""}
      onChange={({ currentTarget }) => {
        const chosen = ExtraRule.safeParse(currentTarget.value);
        if (chosen.success) onChange(chooseExtra(draft, chosen.data, extra));
      }}
    />
  );
}
