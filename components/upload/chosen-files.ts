import type { Source } from "#lib/upload/transfer-file.ts";

const TABULAR = /\.(csv|tsv|txt)$/i;

export interface Chosen {
  sources: Source[];
  /** Paths that do not look like CSV by their names, so that a whole folder can be dropped. */
  leftOut: string[];
}

/** What was dropped or picked, by path with its folders; hidden files are passed over in silence. */
export function chosenFrom(files: File[]): Chosen {
  const seen = files.map((file) => ({ path: pathOf(file), blob: file, lastModified: file.lastModified }));
  const visible = seen.filter(({ path }) => !baseName(path).startsWith("."));
  return {
    sources: visible.filter(({ path }) => TABULAR.test(path)),
    leftOut: visible.filter(({ path }) => !TABULAR.test(path)).map(({ path }) => path),
  };
}

/** The newly chosen after the earlier ones; a path chosen again replaces the earlier file. */
export function joined(earlier: Source[], later: Source[]): Source[] {
  return [...new Map([...earlier, ...later].map((source) => [source.path, source])).values()];
}

/** A name for the dataset: the folder all files share, else the first file's name; "" without files. */
export function proposedName(paths: string[]): string {
  const [first] = paths;
  if (first === undefined) return "";
  const folder = first.includes("/") ? first.slice(0, first.indexOf("/")) : "";
  if (folder && paths.every((path) => path.startsWith(`${folder}/`))) return folder;
  const name = baseName(first).replace(TABULAR, "");
  return paths.length === 1 ? name : `${name} and ${paths.length - 1} more`;
}

/** The dropzone notes where in a dropped folder a file was; a picked folder notes it as the browser does. */
function pathOf(file: File): string {
  const relative = "relativePath" in file && typeof file.relativePath === "string" ? file.relativePath : "";
  return (relative || file.webkitRelativePath || file.name).replace(/^(\.?\/)+/, "");
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
