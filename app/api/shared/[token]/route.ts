import { handlePublic } from "#lib/share/public-answer.ts";
import { viewSharedRun } from "#lib/share/share.ts";

export const GET = handlePublic(viewSharedRun);
