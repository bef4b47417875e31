import { partOf } from "#lib/schema/dialect-questions.ts";
import type { Question } from "#lib/schema/question.ts";
import { type Draft, missingRole } from "./draft.ts";
import { originOf, ROLE_WORDS, TYPE_WORDS } from "./words.ts";

/** What a person decided, in one line. */
export function answerWords({ recipe }: Draft, question: Question): string {
  const part = partOf(question.kind);
  const chosen = question.readings.find(({ dialect }) => part && dialect?.[part] === recipe.dialect[part]);
  if (part) return `${question.text} ${chosen?.label ?? ""}`;
  const role = missingRole(question);
  const source = role
    ? recipe.columns.find((column) => column.role === role && !column.ignored)?.source
    : question.column;
  const column = recipe.columns.find((candidate) => candidate.source === source);
  if (role && column) return `${ROLE_WORDS[role]}: the column ${column.source}`;
  if (column) return `${column.source}: ${column.ignored ? "ignored" : `${TYPE_WORDS[column.type]}, ${column.format}`}`;
  const derived = recipe.derived.find((candidate) => candidate.role === role);
  if (!role || !derived) return `${role ? ROLE_WORDS[role] : question.column}: none`;
  return `${ROLE_WORDS[role]}: ${originOf(derived)}`;
}
