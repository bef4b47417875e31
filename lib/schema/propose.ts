import { type ColumnType, type Role, UNANSWERED } from "./contract.ts";
import type { Evidence } from "./evidence.ts";
import { exactDecimal } from "./exact-decimals.ts";
import type { Candidate, InspectedColumn } from "./inspection.ts";
import { PADDED } from "./numerals.ts";
import { roleOfName } from "./roles.ts";
import { waysToRead } from "./ways-to-read.ts";

const TEXT = { type: "text", format: "as-is" } as const;

type Proposal = Pick<InspectedColumn, "confidence"> & { proposed: Omit<InspectedColumn["proposed"], "role"> };

/** Decides type, format and role of every column of a file or of a dataset. A role is given once. */
export function proposeColumns<Found extends Evidence>(columns: readonly Found[]): (Found & InspectedColumn)[] {
  const wanted = columns.map(({ source, samples }) => roleOfName(source, samples));
  const typed = columns.map((column, index) => ({ ...column, ...proposeType(column, wanted[index]?.role) }));
  const roles = new Map<Role, number>();
  for (const role of ["ticker", "sector", "date", "price", "volume"] as const) {
    const fit = typed.flatMap(({ proposed }, index) => {
      const named = wanted[index];
      return named?.role === role && suits(role, proposed.type) ? [{ index, rank: named.rank }] : [];
    });
    const best = fit.sort((a, b) => a.rank - b.rank)[0] ?? unnamedDate(role, typed);
    if (best) roles.set(role, best.index);
  }
  const roleAt = (index: number): Role => [...roles].find(([, at]) => at === index)?.[0] ?? "none";
  return typed.map((column, index) => ({ ...column, proposed: { ...column.proposed, role: roleAt(index) } }));
}

/** As proposeColumns, for all files of a dataset together: numbers that are proved to be exact decimals are proposed as such. */
export const proposeForAll = <Found extends Evidence>(columns: readonly Found[]): (Found & InspectedColumn)[] =>
  proposeColumns(columns).map((column) => {
    const { type, format, role } = column.proposed;
    const exact = type === "number" && format === "1.5" ? exactDecimal(column) : undefined;
    return exact ? { ...column, proposed: { type: exact.type, format: exact.format, role } } : column;
  });

/** The types a column may have in a role. */
export function suits(role: Role, type: ColumnType): boolean {
  if (role === "ticker" || role === "sector") return type === "text";
  if (role === "date") return type === "date" || type === "timestamp";
  return role === "none" || ["number", "decimal", "integer"].includes(type);
}

/** Without a column named like a date, the first column of dates is the date. */
function unnamedDate(role: Role, columns: readonly Proposal[]): { index: number } | undefined {
  if (role !== "date") return undefined;
  const index = columns.findIndex(({ proposed }) => proposed.type === "date");
  return index < 0 ? undefined : { index };
}

function proposeType(column: Evidence, role: Role | undefined): Proposal {
  if (role === "ticker" && standInsOf(column).length > 0) return unanswered("text");
  const ways = role === "ticker" || role === "sector" ? [] : waysToRead(column);
  const [winner] = ways;
  if (!winner) return { proposed: TEXT, confidence: column.candidates.some(fitsAllAsTyped) ? "likely" : "sure" };
  if (ways.length > 1) return unanswered(winner.type);
  const isAlone = column.candidates.every(
    (other) => other.type === winner.type || other.type === "decimal" || !fitsAllAsTyped(other),
  );
  const { type, format, misfits } = winner;
  return { proposed: { type, format }, confidence: isAlone && misfits === 0 ? "sure" : "likely" };
}

/** Texts that stand for no value elsewhere and are tickers, too: NA, for one, is a share in Germany. */
export const standInsOf = ({ standIns }: Pick<Evidence, "standIns">): string[] => standIns?.texts ?? [];

const unanswered = (type: ColumnType): Proposal => ({
  proposed: { type, format: UNANSWERED },
  confidence: "ambiguous",
});

const fitsAllAsTyped = ({ type, format, fits, misfits }: Candidate): boolean =>
  type !== "text" && format !== PADDED && fits > 0 && misfits === 0;
