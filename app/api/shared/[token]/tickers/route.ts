import { readQuery } from "#lib/platform/http.ts";
import { TickerSearch } from "#lib/results/contract.ts";
import { listTickers } from "#lib/results/results.ts";
import { handleShared } from "#lib/share/public-answer.ts";

export const GET = handleShared((run, request) => listTickers(run, readQuery(request, TickerSearch)));
