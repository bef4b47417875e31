import { z } from "zod";
import { businessDays } from "./business-days.ts";
import { TICKER_LIMIT } from "./ticker.ts";

/** Beyond these years the unbounded growth of the seed model would leave the range of a double. */
const Day = z.iso.date().refine((day) => day >= "1800-01-01" && day <= "2199-12-31", {
  error: "Choose a day between 1800-01-01 and 2199-12-31.",
});

/** What `simulate` writes. Numbers may arrive as the text of a command line. */
export const SimulateOptions = z
  .object({
    out: z.string().min(1),
    files: z.coerce.number().int().min(1).default(12),
    tickersPerFile: z.coerce.number().int().min(1).default(3),
    from: Day.default("1900-01-05"),
    to: Day.default("2019-07-20"),
    seed: z.coerce.number().int().min(0).default(7),
    model: z.enum(["merton", "gbm", "seed"]).default("merton"),
    columns: z.enum(["nine", "four"]).default("nine"),
  })
  .refine(({ files, tickersPerFile }) => files * tickersPerFile <= TICKER_LIMIT, {
    error: `There are only ${TICKER_LIMIT} tickers: ask for fewer files or fewer tickers per file.`,
    path: ["tickersPerFile"],
  })
  .refine(({ from, to }) => businessDays(from, to).length > 0, {
    error: "There is no business day between the two dates.",
    path: ["to"],
  });
export type SimulateOptions = z.infer<typeof SimulateOptions>;
