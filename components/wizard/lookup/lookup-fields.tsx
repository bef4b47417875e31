"use client";

import { Checkbox, NativeSelect, Radio, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { CandidateFile } from "#lib/convert/lookup/contract.ts";
import { Role } from "#lib/schema/contract.ts";
import { keyNames } from "#lib/schema/lookups.ts";
import type { Draft } from "../draft.ts";
import { ROLE_WORDS } from "../words.ts";
import { type LookupChoice, withValue } from "./lookup-choice.ts";

interface LookupFieldsProps {
  draft: Draft;
  files: CandidateFile[];
  choice: LookupChoice;
  isRoleOpen: boolean;
  nameProblem: string | undefined;
  onFile: (file: CandidateFile) => void;
  onChange: (choice: LookupChoice) => void;
}

/** What is looked up is text: it can be no date, price or volume. */
const ROLES = (["none", "sector", "ticker"] as const).map((value) => ({ value, label: ROLE_WORDS[value] }));

export function LookupFields({ draft, files, choice, isRoleOpen, nameProblem, onFile, onChange }: LookupFieldsProps) {
  const file = files.find(({ path }) => path === choice.file) ?? {
    path: choice.file,
    columns: [choice.lookupKey, choice.value],
  };
  const listed = files.includes(file) ? files : [file, ...files];
  const set = (change: Partial<LookupChoice>) => onChange({ ...choice, ...change });
  return (
    <Stack gap="sm">
      <NativeSelect
        label="File to look in"
        data={listed.map(({ path }) => path)}
        value={choice.file}
        onChange={({ currentTarget }) => listed.filter(({ path }) => path === currentTarget.value).forEach(onFile)}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing="sm">
        <NativeSelect
          label="Its column with the keys"
          data={file.columns}
          value={choice.lookupKey}
          onChange={({ currentTarget }) => set({ lookupKey: currentTarget.value })}
        />
        <NativeSelect
          label="Key in the data"
          data={keyNames(draft.recipe)}
          value={choice.key}
          onChange={({ currentTarget }) => set({ key: currentTarget.value })}
        />
        <NativeSelect
          label="Its column with the values"
          data={file.columns}
          value={choice.value}
          onChange={({ currentTarget }) => onChange(withValue(choice, currentTarget.value, draft))}
        />
        <TextInput
          label="Name of the new column"
          value={choice.name}
          error={nameProblem}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        {isRoleOpen && (
          <NativeSelect
            label="Role of the new column"
            data={ROLES}
            value={choice.role}
            onChange={({ currentTarget }) => set({ role: Role.parse(currentTarget.value) })}
          />
        )}
      </SimpleGrid>
      <Checkbox
        label="Letter case makes no difference"
        checked={choice.ignoreCase}
        onChange={({ currentTarget }) => set({ ignoreCase: currentTarget.checked })}
      />
      <Radio.Group
        label="Rows whose key is not there"
        value={choice.unmatched}
        onChange={(value) => set({ unmatched: value === "reject" ? "reject" : "null" })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="null" label="Get no value, and are counted" />
          <Radio value="reject" label="Are rejected, with the reason" />
        </Stack>
      </Radio.Group>
    </Stack>
  );
}
