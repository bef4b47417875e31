"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import type { Dialect, RecipeColumn } from "#lib/schema/contract.ts";
import { previewQuery } from "#lib/schema/cutting/client.ts";
import type { RowChoice } from "#lib/schema/cutting/contract.ts";
import { DialectPanel } from "./dialect-panel.tsx";
import { gridColumns } from "./grid-columns.ts";
import { PreviewGrid } from "./preview-grid.tsx";
import { RowTabs } from "./row-tabs.tsx";

interface CutEditorProps {
  datasetId: string;
  fileId: string | undefined;
  /** How files are cut as things stand. */
  current: Dialect;
  /** What is tried out in its place. */
  trial: Dialect | undefined;
  onTry: (dialect: Dialect) => void;
  /** How the columns are read that were decided already. */
  columns: readonly Omit<RecipeColumn, "role">[];
  startsOpen?: boolean;
  /** What can be done about the trial; `canBeCut` once its effect is known. */
  actions: (canBeCut: boolean, shown: Dialect) => ReactNode;
}

/** How a file is cut, and what comes of it, at once. */
export function CutEditor(props: CutEditorProps) {
  const { datasetId, fileId, current, trial, onTry, columns, startsOpen = false, actions } = props;
  const [isOpen, setOpen] = useState(startsOpen);
  const [rows, setRows] = useState<RowChoice>("first");
  const [seed, setSeed] = useState(0);
  const [showsIgnored, setShowsIgnored] = useState(false);
  const asked = { fileId, dialect: trial ?? current, rows, seed };
  const { data, error, refetch, isPlaceholderData } = useQuery(
    previewQuery(datasetId, rows === "misfits" ? { ...asked, columns: [...columns] } : asked),
  );
  if (!data)
    return error ? (
      <QueryFailed what="The preview" error={error} onRetry={refetch} />
    ) : (
      <WaitingRows what="the preview" rows={8} />
    );
  const shown = trial ?? { ...data.dialect, decisions: current.decisions };
  const problem = isPlaceholderData ? null : data.problem;
  return (
    <>
      <DialectPanel
        dialect={shown}
        found={data.found}
        problem={problem}
        isOpen={isOpen}
        onToggle={() => setOpen(!isOpen)}
        onChange={onTry}
      >
        {actions(!isPlaceholderData && !error && data.problem === null, shown)}
      </DialectPanel>
      {error && <QueryFailed what="The preview" error={error} onRetry={refetch} />}
      {trial && !isPlaceholderData && data.warnings.length > 0 && (
        <Notice tone="note" title="Cut this way">
          <ul className="plain-list">
            {data.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <RowTabs
        rows={rows}
        onRows={setRows}
        onOther={() => setSeed(seed + 1)}
        showsIgnored={showsIgnored}
        onShowIgnored={setShowsIgnored}
        preview={data}
      >
        <PreviewGrid
          label={`Rows of ${data.file.path}, as written and as they will be`}
          columns={gridColumns(data, columns, showsIgnored)}
          rows={data.rows}
        />
      </RowTabs>
    </>
  );
}
