"use client";

import { NativeSelect, Stack, TextInput } from "@mantine/core";
import { plural } from "#lib/platform/format.ts";
import type { DerivedColumn } from "#lib/schema/contract.ts";
import { valueFromPath } from "./draft-problems.ts";
import classes from "./file-name-pattern.module.css";
import { PATH_PATTERNS, wordsOfPattern } from "./path-patterns.ts";

interface FileNamePatternProps {
  name: string;
  pattern: string;
  /** Paths to show the pattern on. */
  paths: string[];
  onChange: (pattern: string) => void;
}

const OWN = "own";
const SHOWN = 6;

/** Which part of a file's name is the value, shown live on the files there are. */
export function FileNamePattern({ name, pattern, paths, onChange }: FileNamePatternProps) {
  const column: DerivedColumn = { name, role: "none", from: "file-name", pattern, upperCase: true };
  const isOwn = wordsOfPattern(pattern) === undefined;
  return (
    <Stack gap="xs" maw={640}>
      <NativeSelect
        label={`Which part of the file's name is the ${name}`}
        data={[
          ...PATH_PATTERNS.map(({ words, pattern }) => ({ value: pattern, label: words })),
          { value: OWN, label: "A pattern of your own" },
        ]}
        value={isOwn ? OWN : pattern}
        onChange={({ currentTarget: { value } }) => onChange(value === OWN ? "^([^/]+)" : value)}
      />
      {isOwn && (
        <TextInput
          label="Pattern"
          description="A regular expression over the path; its first group is the value"
          className="raw"
          value={pattern}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
      <ul className={classes.found} aria-label={`The ${name} of each file`}>
        {paths.slice(0, SHOWN).map((path) => (
          <FoundIn key={path} path={path} column={column} />
        ))}
        {paths.length > SHOWN && <li>and {plural(paths.length - SHOWN, "more file")}</li>}
      </ul>
    </Stack>
  );
}

function FoundIn({ path, column }: { path: string; column: DerivedColumn }) {
  const found = valueFromPath(column, path);
  return (
    <li className={classes.row}>
      <span className={classes.path}>{path}</span>
      <span aria-hidden="true">→</span>
      {"value" in found ? <strong>{found.value}</strong> : <span className="rejected">✕ {found.problem}</span>}
    </li>
  );
}
