import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { SharedSheet } from "#components/share/shared-sheet.tsx";
import { isKind } from "#lib/platform/errors.ts";
import { viewSharedRun } from "#lib/share/share.ts";

export const metadata: Metadata = {
  title: "Shared dashboard",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

export default async function SharedPage({ params, searchParams }: PageProps<"/s/[token]">) {
  const { token } = await params;
  const run = await sharedRun(token);
  if (run.view && Object.keys(await searchParams).length === 0) redirect(`/s/${token}?${run.view}`);
  return <SharedSheet token={token} run={run} />;
}

/** Unknown, expired and revoked links all end in the same "not found". */
const sharedRun = cache(async (token: string) => {
  try {
    return await viewSharedRun(token);
  } catch (error) {
    if (isKind(error, "not_found")) notFound();
    throw error;
  }
});
