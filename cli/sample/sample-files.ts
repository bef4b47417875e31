import { fileURLToPath } from "node:url";
import { type LocalFile, listLocalFiles } from "#cli/import/local-files.ts";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";

/** Daily prices of Apple (2013 to 2018) and of the S&P 500 (2000 to 2020): two spellings of one header, the ticker in the file's name. */
export function realFiles(): LocalFile[] {
  const apple = import.meta.resolve("@observablehq/sample-datasets/aapl.csv");
  const vega = import.meta.resolve("vega-datasets");
  return [
    { name: "AAPL.csv", location: fileURLToPath(apple) },
    { name: "SP500.csv", location: fileURLToPath(new URL("../data/sp500-2000.csv", vega)) },
  ];
}

/** Made-up prices of 24 tickers in 12 sectors over 119 years. */
export async function simulatedFiles(folder: string): Promise<LocalFile[]> {
  await simulateFiles(SimulateOptions.parse({ out: folder, files: 12, tickersPerFile: 2 }));
  return listLocalFiles([folder]);
}
