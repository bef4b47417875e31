import { z } from "zod";

/** What a worker says about the file it was told to write. */
export const FileMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ticker"), rows: z.number(), bytes: z.number() }),
  z.object({ kind: z.literal("file"), path: z.string(), rows: z.number(), bytes: z.number() }),
]);
export type FileMessage = z.infer<typeof FileMessage>;
