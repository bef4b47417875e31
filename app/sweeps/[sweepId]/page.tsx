import type { Metadata } from "next";
import { SweepSheet } from "#components/sweep/sweep-sheet.tsx";

export const metadata: Metadata = { title: "Many parameters" };

export default async function Page({ params }: PageProps<"/sweeps/[sweepId]">) {
  return <SweepSheet sweepId={(await params).sweepId} />;
}
