import { type Dialect, PLAIN_DIALECT, type Recipe } from "./contract.ts";
import { dialectQuestions } from "./dialect-questions.ts";
import { withExtras } from "./extra-columns.ts";
import type { InspectedColumn, Inspection } from "./inspection.ts";
import { type MergedEvidence, mergeColumns, mergeDialects } from "./merge.ts";
import { proposeForAll } from "./propose.ts";
import { proposeRecipe } from "./propose-recipe.ts";
import type { Question } from "./question.ts";
import { questionsAbout } from "./questions.ts";

export interface Proposal {
  columns: (MergedEvidence & InspectedColumn)[];
  recipe: Recipe;
  questions: Question[];
}

/** One recipe for all inspected files of a dataset, and what remains to be asked. */
export function proposalFor(inspections: readonly Inspection[], confirmed?: Recipe): Proposal {
  const columns = proposeForAll(mergeColumns(inspections));
  const propose = (cut: readonly Inspection[], dialect: Dialect, found: readonly InspectedColumn[]) =>
    withExtras(proposeRecipe(dialect, found, confirmed), cut, confirmed);
  const recipe = propose(inspections, mergeDialects(inspections) ?? PLAIN_DIALECT, columns);
  const columnsUnder = (cut: readonly Inspection[], dialect: Dialect) =>
    propose(cut, dialect, proposeForAll(mergeColumns(cut))).columns;
  const questions = [
    ...dialectQuestions(inspections, recipe.dialect, columnsUnder),
    ...questionsAbout(columns, recipe),
  ];
  return { columns, recipe, questions: inspections.length > 0 ? questions : [] };
}

/** Every name that a column has in some file, however the file is cut. */
export const sourcesIn = (inspections: readonly Inspection[]): string[] =>
  inspections
    .flatMap(({ columns, alternatives }) => [columns, ...alternatives.map((other) => other.columns)])
    .flatMap((columns) => columns.map(({ source }) => source));
