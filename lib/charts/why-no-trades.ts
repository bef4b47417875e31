import type { Accounting } from "#lib/strategy/contract.ts";

/** The step at which the last rows were lost, and what would let some through. */
export function whyNoTrades(rows: Accounting): string {
  if (rows.rowsRead === 0) return "The files hold no rows.";
  if (rows.rowsIn === 0) return "Every row of the files was rejected. Look at the rejects of the dataset.";
  if (rows.droppedWithoutPrice === rows.rowsIn)
    return "No row has a price. Check which column has the price role, or name another price column.";
  if (rows.droppedWithoutPrice + rows.droppedByBand === rows.rowsIn)
    return "No price lies inside the band of the parameters. Widen the band or leave it out.";
  if (rows.candidates === 0) return "No ticker has a row on a purchase day. Try each ticker's own calendar.";
  if (rows.signals === 0)
    return "On no purchase day did the moving average lie below the previous close. Prices that only fall, or fewer rows than the window, give no signal.";
  return "There were signals, but no price to buy at on the day of the fill. Try to fill at the same close.";
}
