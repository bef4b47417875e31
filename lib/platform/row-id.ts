import { z } from "zod";

/** Whether a text from an address can be the id of a row at all; Postgres refuses to compare anything else. */
export const isRowId = (text: string): boolean => z.uuid().safeParse(text).success;
