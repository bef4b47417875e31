import { type Candidate, type ColumnType, type InspectedColumn, type Role, UNANSWERED } from "./contract.ts";
import type { Evidence } from "./evidence.ts";
import { bestFitting, distinctReadings, familyOf } from "./readings.ts";
import { isDateName, isPriceName, roleOfName } from "./roles.ts";

/** A type is proposed when it fits at least this share of a column's values; the rest would be rejected, with reasons. */
const MIN_FIT = 0.9;

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
  const eligible = role === "ticker" || role === "sector" ? [] : column.candidates.filter(isEligible(column));
  const winner = preferred(eligible);
  if (!winner) return { proposed: TEXT, confidence: column.candidates.some(fitsAllAsTyped) ? "likely" : "sure" };
  const rivals = bestFitting(eligible, familyOf(winner.type));
  if (distinctReadings(rivals, column.samples).length > 1)
    return { proposed: { type: winner.type, format: UNANSWERED }, confidence: "ambiguous" };
  const isAlone = column.candidates.every((other) => other.type === winner.type || !fitsAllAsTyped(other));
  const { type, format, misfits } = winner;
  return { proposed: { type, format }, confidence: isAlone && misfits === 0 ? "sure" : "likely" };
}

const fitsAllAsTyped = ({ type, fits, misfits }: Candidate): boolean => type !== "text" && fits > 0 && misfits === 0;

function isEligible({ source, traits = [] }: Evidence) {
  const isCode = traits.some((trait) => trait !== "long-numbers" || !isPriceName(source));
  return ({ type, format, fits, misfits }: Candidate): boolean => {
    if (type === "text" || type === "boolean" || fits < MIN_FIT * (fits + misfits)) return false;
    if (familyOf(type) === "number" && isCode) return false;
    if (type === "integer" && isPriceName(source)) return false;
    return format !== "yyyymmdd" || isDateName(source);
  };
}

/** What fits most; among equals a date before a number, then the order of the formats' table (whole numbers first). */
function preferred(candidates: readonly Candidate[]): Candidate | undefined {
  const isNumber = ({ type }: Candidate): number => (familyOf(type) === "number" ? 1 : 0);
  return [...candidates].sort((a, b) => b.fits - a.fits || isNumber(a) - isNumber(b))[0];
}
