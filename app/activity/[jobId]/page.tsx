import type { Metadata } from "next";
import { JobPage } from "#components/activity/job-page.tsx";

export const metadata: Metadata = { title: "Job" };

export default async function ActivityJobPage({ params }: PageProps<"/activity/[jobId]">) {
  return <JobPage jobId={(await params).jobId} />;
}
