import type { Manifest } from "#lib/convert/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { StrategyParams } from "./contract.ts";

/** The Parquet columns a run reads. */
export interface PriceColumns {
  ticker: string;
  date: string;
  sector: string | null;
  price: string;
  /** What a purchase on the next row pays; undefined when it is filled at the same row's price. */
  fill: string | undefined;
}

/** Throws a sentence when the data cannot carry the strategy: no ticker, date or price, or two rows for one day. */
export function priceColumns(manifest: Manifest, params: StrategyParams): PriceColumns {
  const { ticker, date, sector, prices } = manifest.roles;
  if (!ticker || !date)
    throw refuse("This dataset has no column with the role ticker or date. Confirm its columns again.");
  const price = params.priceColumn || prices[0];
  if (!price) throw refuse("This dataset has no column with the role price. Confirm its columns again.");
  if (!prices.includes(price))
    throw refuse(`There is no number column named ${price}. Choose one of: ${prices.join(", ")}.`);
  const { duplicates } = manifest;
  if (duplicates.rows > 0) {
    const [first] = duplicates.examples;
    throw refuse(
      `${duplicates.rows.toLocaleString("en")} rows repeat a ticker and date (for example ${first?.ticker} on ${first?.date}), and a strategy cannot know which price is right. Decide on the dataset’s page which of them to keep.`,
    );
  }
  return { ticker, date, sector, price, fill: fillColumn(manifest, params, price) };
}

/** The open or close of the next row; a dataset without such a column is filled at the next row's price. */
export function fillColumn(
  manifest: Manifest,
  params: Pick<StrategyParams, "fill">,
  price: string,
): string | undefined {
  if (params.fill === "same-close") return undefined;
  const wanted = params.fill === "next-open" ? "open" : "close";
  return manifest.roles.prices.find((name) => name.toLowerCase() === wanted) ?? price;
}

const refuse = (sentence: string): AppError => new AppError("invalid_input", sentence);
