import { isKind } from "#lib/platform/errors.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { columnNames, unnamedColumns } from "#lib/schema/header.ts";
import { locateColumns } from "#lib/schema/locate-columns.ts";
import type { Sample } from "#lib/schema/sample.ts";
import { derivedValues } from "../derived.ts";
import { sampleOf, spread } from "../lookup/sampled-keys.ts";
import type { Repeat, Repeats, RepeatsRequest } from "./contract.ts";
import type { FileToCount } from "./queries.ts";

const EXAMPLES = 5;
const PLACES = 3;

/** How many rows share ticker and date in samples of files that are spread evenly over all of them. */
export async function sampleRepeats(files: readonly FileToCount[], request: RepeatsRequest): Promise<Repeats> {
  const picked = spread(files);
  const samples = await Promise.all(picked.map(async (file) => ({ file, sample: await sampleOf(file, file.dialect) })));
  const groups = new Map<string, Repeat>();
  let [counted, rows] = [0, 0];
  for (const { file, sample } of samples) {
    const keys = sample && keysIn(sample, file.path, request);
    if (!keys) continue;
    counted++;
    rows += keys.length;
    for (const key of keys) addKey(key, groups);
  }
  const repeats = [...groups.values()].filter((one) => one.rows > 1);
  return {
    files: { counted, all: files.length },
    skipped: [],
    rows,
    repeated: repeats.reduce((sum, one) => sum + one.rows - 1, 0),
    examples: repeats.slice(0, EXAMPLES),
  };
}

interface Key {
  ticker: string;
  date: string;
  place: Repeat["places"][number];
}

function addKey({ ticker, date, place }: Key, groups: Map<string, Repeat>): void {
  const name = JSON.stringify([ticker, date]);
  const known = groups.get(name);
  if (!known) groups.set(name, { ticker, date, rows: 1, places: [place] });
  else {
    known.rows++;
    if (known.places.length < PLACES) known.places.push(place);
  }
}

/** Undefined where the file has no such columns, which its conversion will say. */
function keysIn(sample: Sample, path: string, request: RepeatsRequest): Key[] | undefined {
  try {
    const names = sample.header ? columnNames(sample.header) : unnamedColumns(sample.cells);
    const { columns } = locateColumns(names, { columns: request.columns, drift: { extra: "discard_value" } });
    const derived = new Map(derivedValues(request.derived, path).map(({ column, value }) => [column.role, value]));
    return sample.rows.flatMap((row, at) => {
      const read = new Map<string, string>(derived);
      for (const { index, column } of columns) {
        const cell = parseCell(row[index] ?? "", column.type, column.format, column.nullTokens, column.trim);
        if (cell.kind === "value") read.set(column.role, cell.display);
      }
      const [ticker, date] = [read.get("ticker"), read.get("date")?.slice(0, 10)];
      const place = { file: path, row: sample.rowNumbers[at] ?? null };
      return ticker === undefined || date === undefined ? [] : [{ ticker, date, place }];
    });
  } catch (error) {
    if (!isKind(error, "recipe_mismatch")) throw error;
    return undefined;
  }
}
