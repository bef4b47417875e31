import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import type { FileView } from "#lib/upload/contract.ts";
import { driftedColumns, driftedSentence } from "#lib/upload/drift-words.ts";

const SHOWN = 10;

/** Which columns not all converted files have, with how many files and rows that concerns. */
export function FilesDrift({ files }: { files: FileView[] }) {
  const columns = driftedColumns(files);
  if (columns.length === 0) return null;
  const differing = files.filter(({ drift }) => drift !== null).length;
  return (
    <Notice tone="note" title={`${plural(differing, "file differs", "files differ")} from the recipe`}>
      <ul className="plain-list">
        {columns.slice(0, SHOWN).map((column) => (
          <li key={`${column.became} ${column.source}`}>{driftedSentence(column)}</li>
        ))}
        {columns.length > SHOWN && <li>And {plural(columns.length - SHOWN, "more column", "more columns")}.</li>}
      </ul>
    </Notice>
  );
}
