import { handle } from "#lib/platform/http.ts";
import type { ResultScope } from "#lib/results/queries.ts";
import { openShare } from "./share.ts";

/** A link is a secret in an address: no page learns it as a referrer, no search engine lists it, no cache keeps it. */
const PUBLIC_HEADERS = {
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow, noarchive",
  "cache-control": "private, no-store",
};

interface TokenContext {
  params: Promise<{ token: string }>;
}

/** A route that anyone may ask: its failures are answered like any other route's, and everything carries the headers of a secret. */
export function handlePublic(answer: (token: string, request: Request) => Promise<unknown>) {
  const handler = handle(async (request, { params }: TokenContext) => {
    const { token } = await params;
    return Response.json(await answer(token, request));
  });
  return async (request: Request, context: TokenContext): Promise<Response> => {
    const response = await handler(request, context);
    for (const [name, value] of Object.entries(PUBLIC_HEADERS)) response.headers.set(name, value);
    return response;
  };
}

/** The same for a read of the shared run's results: the link alone says which run, and it is opened before the query is looked at. */
export const handleShared = (answer: (run: ResultScope, request: Request) => Promise<unknown>) =>
  handlePublic(async (token, request) => answer((await openShare(token)).run, request));
