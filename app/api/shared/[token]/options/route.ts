import { getFilterOptions } from "#lib/results/results.ts";
import { handleShared } from "#lib/share/public-answer.ts";

export const GET = handleShared(getFilterOptions);
