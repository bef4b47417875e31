import { readQuery } from "#lib/platform/http.ts";
import { DashboardFilter } from "#lib/results/contract.ts";
import { getDashboard } from "#lib/results/dashboard.ts";
import { handleShared } from "#lib/share/public-answer.ts";

export const GET = handleShared((run, request) => getDashboard(run, readQuery(request, DashboardFilter)));
