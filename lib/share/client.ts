import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import { CreatedShare, type NewShare, ShareList, ShareView } from "./contract.ts";

/** Where a visitor reads a shared run's results: the base for the queries of results/client.ts. */
export const sharedResults = (token: string): string => `/api/shared/${token}`;

export const sharesQuery = (runId: number) =>
  queryOptions({
    queryKey: ["shares", runId],
    queryFn: ({ signal }) => fetchJson(`/api/runs/${runId}/shares`, ShareList, { signal }),
  });

export const allSharesQuery = () =>
  queryOptions({
    queryKey: ["shares"],
    queryFn: ({ signal }) => fetchJson("/api/shares", ShareList, { signal }),
  });

export const createShare = (runId: number, share: z.input<typeof NewShare>, server?: Server): Promise<CreatedShare> =>
  fetchJson(`/api/runs/${runId}/shares`, CreatedShare, { method: "POST", body: share }, server);

export const revokeShare = (id: string, server?: Server): Promise<ShareView> =>
  fetchJson(`/api/shares/${id}/revocation`, ShareView, { method: "POST" }, server);
