import { TABULAR } from "#lib/upload/tabular.ts";
import type { Source } from "#lib/upload/transfer-file.ts";

/** The file itself, or a folder above it. */
const HIDDEN = /(^|\/)\./;
/** As people count: part 2 before part 10. */
const order = new Intl.Collator("en", { numeric: true });

export interface Chosen {
  sources: Source[];
  /** Paths that do not look like CSV by their names, so that a whole folder can be dropped. */
  leftOut: string[];
  /** Where the files can be found again after a reload; none where the browser does not tell, and perhaps never told. */
  roots: Promise<readonly FileSystemHandle[]>;
}

const NO_ROOTS: Chosen["roots"] = Promise.resolve([]);

export const NOTHING_CHOSEN: Chosen = { sources: [], leftOut: [], roots: NO_ROOTS };

/** What was dropped or picked, by path with its folders; hidden files are passed over in silence. */
export function chosenFrom(files: File[], roots = NO_ROOTS): Chosen {
  const seen = files.map((file) => ({ path: pathOf(file), blob: file, lastModified: file.lastModified }));
  const visible = seen.filter(({ path }) => !HIDDEN.test(path)).sort((a, b) => order.compare(a.path, b.path));
  return {
    sources: visible.filter(({ path }) => TABULAR.test(path)),
    leftOut: visible.filter(({ path }) => !TABULAR.test(path)).map(({ path }) => path),
    roots,
  };
}

/** The newly chosen after the earlier ones; a path chosen again replaces the earlier file. */
export function joined(earlier: Chosen, later: Chosen): Chosen {
  const sources = [...earlier.sources, ...later.sources];
  return {
    sources: [...new Map(sources.map((source) => [source.path, source])).values()],
    leftOut: later.leftOut,
    roots: Promise.all([earlier.roots, later.roots]).then((both) => both.flat()),
  };
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
