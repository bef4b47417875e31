import { z } from "zod";
import { AppError } from "#lib/platform/errors.ts";
import { Day, PlainText, type TradeRow } from "./contract.ts";

/** A place between two trades of a run: right after the one with this day and ticker. */
export interface TradePosition {
  date: string;
  ticker: string;
}

const Position = z.tuple([Day, PlainText]);

/** The position as it travels in `next` and `after`: opaque to whoever carries it. */
export const writePosition = ({ purchaseDate, ticker }: TradeRow): string =>
  Buffer.from(JSON.stringify([purchaseDate, ticker])).toString("base64url");

export function readPosition(text: string): TradePosition {
  try {
    const [date, ticker] = Position.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { date, ticker };
  } catch (cause) {
    throw new AppError("invalid_input", "This page of trades does not exist. Start at the first page.", { cause });
  }
}
