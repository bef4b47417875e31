import { checkHealth } from "#lib/platform/health.ts";
import { handle } from "#lib/platform/http.ts";

export const GET = handle(async () => Response.json(await checkHealth()));
