import type { Command } from "commander";
import { z } from "zod";
import { checkOptions, collect, pairsOf } from "#cli/client/check-options.ts";
import { answerNeeded, failed, wrongUsage } from "#cli/client/failure.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print, printJson } from "#cli/client/print.ts";
import { ProgressLine } from "#cli/client/progress-line.ts";
import { askPerson, canAsk } from "#cli/import/ask-person.ts";
import { bucketPlaces } from "#cli/import/bucket-places.ts";
import { failureSentence } from "#cli/import/failure-sentence.ts";
import { givenNotes } from "#cli/import/given-recipe.ts";
import { misfitsOf } from "#cli/import/given-rules.ts";
import { howToGoOn } from "#cli/import/how-to-go-on.ts";
import { importDocument } from "#cli/import/import-document.ts";
import { type Decision, type ImportOutcome, importFiles } from "#cli/import/import-files.ts";
import { importSummary } from "#cli/import/import-summary.ts";
import { listLocalFiles } from "#cli/import/local-files.ts";
import { proposalText } from "#cli/import/proposal-text.ts";
import { readRecipe } from "#cli/import/read-recipe.ts";
import { type RecipeChoice, settleRecipe } from "#cli/import/settle-recipe.ts";
import { stopSentence } from "#cli/import/wait-for-dataset.ts";
import { ExtraRule } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { patternProblem } from "#lib/schema/pattern.ts";
import { NewDataset } from "#lib/upload/contract.ts";

const Pattern = z.string().superRefine((pattern, context) => {
  const problem = patternProblem(pattern);
  if (problem) context.addIssue({ code: "custom", message: `the pattern ${problem}` });
});
const flag = z.boolean().default(false);
const Options = z.object({
  dataset: NewDataset.shape.name,
  accept: flag,
  append: flag,
  replace: flag,
  json: flag,
  recipe: z.string().optional(),
  saved: z.boolean().default(true),
  answer: z.array(z.string()),
  tickerPattern: Pattern.optional(),
  tickerColumn: z.string().min(1).optional(),
  sector: z.string().min(1).max(200).optional(),
  extra: ExtraRule.optional(),
  misfits: z.array(z.string()),
  maxRejects: z.coerce.number("a number of percent").min(0).max(100).optional(),
});
type Options = z.infer<typeof Options>;

export function registerImport(program: Command): void {
  program
    .command("import")
    .description("send CSV files and folders into a dataset, have them checked, converted and clustered")
    .argument("<path...>", "files, folders or s3://bucket/prefix, with .csv, .tsv and .txt files, also .gz and .zst")
    .requiredOption("--dataset <name>", "name of the dataset")
    .option("--accept", "take the proposed columns")
    .option("--recipe <file|name>", "take the columns of a recipe: a JSON file, or the name of a saved one")
    .option("--no-saved", "go without the saved recipe for files with these columns")
    .option("--answer <column=format>", "answer a question about a column; may be repeated", collect, [])
    .option("--ticker-pattern <re>", "find the ticker in the file's name: the first group, or the whole match")
    .option("--ticker-column <name>", "the column that holds the ticker")
    .option("--sector <value>", "the sector of every row")
    .option("--max-rejects <percent>", "make no version when more than this share of all rows is rejected")
    .option("--extra <rule>", "columns that nobody confirmed: evolve (add), freeze (refuse), discard_value (leave out)")
    .option(
      "--misfits <[column=]rule>",
      "values that do not fit: discard_row, discard_value, freeze; of one column or of all; may be repeated",
      collect,
      [],
    )
    .option("--append", "add to a dataset that is there already")
    .option("--replace", "put changed files in the places of those of the same names")
    .option("--json", "print one JSON document")
    .action(async (paths: string[], given) => runImport(paths, checkOptions(Options, given)));
}

async function runImport(paths: string[], options: Options): Promise<void> {
  const choice = await choiceFrom(options);
  const { places, paths: local } = bucketPlaces(paths);
  const files = local.length > 0 ? await listLocalFiles(local) : [];
  const decide = (found: InspectionView) => decideOn(found, choice, options);
  const order = { name: options.dataset, files, places, append: options.append, replace: options.replace, decide };
  const outcome = await importFiles(order, await findServer(), new ProgressLine());
  if (options.json) printJson(importDocument(outcome));
  else if (outcome.fresh > 0 && !hasBeenShown(outcome)) print(textOf(outcome));
  endWell(outcome);
}

async function choiceFrom(options: Options): Promise<RecipeChoice> {
  const { recipe, answer, append, replace, tickerPattern, tickerColumn, sector } = options;
  if (tickerPattern && tickerColumn) throw wrongUsage("Choose one of --ticker-pattern and --ticker-column.");
  return {
    reusesConfirmed: append || replace,
    ignoresSaved: !options.saved,
    answers: pairsOf("--answer", answer, "last"),
    tickerPattern,
    tickerColumn,
    sector,
    maxRejects: options.maxRejects === undefined ? undefined : options.maxRejects / 100,
    extra: options.extra,
    misfits: misfitsOf(options.misfits),
    recipe: recipe === undefined ? undefined : await readRecipe(recipe),
  };
}

async function decideOn(found: InspectionView, choice: RecipeChoice, options: Options): Promise<Decision> {
  const settled = settleRecipe(found, choice);
  // A saved recipe nobody named, and columns nobody has seen, wait for somebody's word.
  const isMeant = settled.given !== undefined && !settled.given.saved && settled.given.added.length === 0;
  const isTaken = options.accept || isMeant || choice.answers.length > 0;
  const decision = { ...settled, agreed: isTaken && settled.open.length === 0 };
  return decision.agreed || options.json || !canAsk() ? decision : askPerson(decision, found);
}

function textOf(outcome: ImportOutcome): string {
  const { found, decision } = outcome;
  const text = found && decision && !decision.agreed ? proposalText(decision, found) : importSummary(outcome);
  return [text, ...(found ? givenNotes(found, decision?.given) : [])].join("\n\n");
}

/** A person who said no has seen the columns. */
const hasBeenShown = ({ decision }: ImportOutcome): boolean => decision !== undefined && !decision.agreed && canAsk();

function endWell(outcome: ImportOutcome): void {
  const { decision, dataset, files, fresh } = outcome;
  if (decision && !decision.agreed) throw answerNeeded(howToGoOn(decision));
  const failures = [failureSentence(outcome), stopSentence(dataset)].filter((sentence) => sentence !== undefined);
  if (failures.length > 0) throw failed(failures.join("\n"));
  if (fresh === 0)
    throw failed(`Nothing is new: ${dataset.name} has ${files.length === 1 ? "this file" : "these files"} already.`);
}
