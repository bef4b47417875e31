import { z } from "zod";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { Misfit } from "../contract.ts";

const SharedBytes = z.custom<SharedArrayBuffer>((bytes) => bytes instanceof SharedArrayBuffer);
const Integers = z.custom<Int32Array>((integers) => integers instanceof Int32Array);
const Length = z.int().nonnegative();

/** What the thread is started with. */
export const ThreadFile = z.object({ file: z.string(), columns: z.array(RecipeColumn.nullable()) });

/** One block, and room for its lines. Without a form it has that of the block before. */
export const ThreadRequest = z.object({
  form: z
    .object({ next: Integers, spelled: z.array(z.boolean()).readonly(), delimiter: z.int(), newlineBytes: z.int() })
    .optional(),
  block: SharedBytes,
  length: Length,
  room: SharedBytes,
  before: Length,
  marked: Integers,
});
export type ThreadRequest = z.infer<typeof ThreadRequest>;

/** What the thread says: once that it is there, then what became of each block, in their order. Lines are in its room, or, where that was too small, in other bytes. */
export const ThreadMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("fitting"), fitting: z.array(z.int()) }),
  z.object({
    kind: z.literal("taken"),
    left: Length,
    lines: SharedBytes,
    linesLength: Length,
    count: Length,
    misfits: z.array(Misfit),
    misfitsOf: z.array(Length),
  }),
]);
export type ThreadMessage = z.infer<typeof ThreadMessage>;
