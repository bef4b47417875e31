import { z } from "zod";
import { startObjectStore } from "./server.ts";

const Environment = z.object({
  PARQUETRY_STORE_DIR: z.string().min(1),
  PARQUETRY_STORE_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_REGION: z.string().min(1).default("us-east-1"),
});

/** The object store as a process of its own: says `{"url"}` on one line of stdout when it listens, ends with its parent. */
async function main(): Promise<void> {
  const environment = Environment.parse(process.env);
  const store = await startObjectStore({
    dataDir: environment.PARQUETRY_STORE_DIR,
    port: environment.PARQUETRY_STORE_PORT,
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    region: environment.AWS_REGION,
  });
  const stop = () => void store.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  console.log(JSON.stringify({ url: store.url }));
}

main().catch((error: unknown) => {
  const problem = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
  console.error("The object store cannot start:", problem);
  process.exitCode = 1;
});
