import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunSheet } from "#components/dashboard/run-sheet.tsx";

export async function generateMetadata({ params }: PageProps<"/runs/[runId]">): Promise<Metadata> {
  return { title: `Run ${(await params).runId}` };
}

export default async function RunPage({ params }: PageProps<"/runs/[runId]">) {
  const { runId } = await params;
  if (!/^[1-9]\d{0,9}$/.test(runId)) notFound();
  return <RunSheet runId={Number(runId)} />;
}
