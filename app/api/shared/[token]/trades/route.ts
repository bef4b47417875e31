import { readQuery } from "#lib/platform/http.ts";
import { TradeQuery } from "#lib/results/contract.ts";
import { listTrades } from "#lib/results/results.ts";
import { handleShared } from "#lib/share/public-answer.ts";

export const GET = handleShared((run, request) => listTrades(run, readQuery(request, TradeQuery)));
