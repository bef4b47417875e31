import { JobList } from "#components/activity/job-list.tsx";
import { WorkerList } from "#components/activity/worker-list.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Activity" };

export default function ActivityPage() {
  return (
    <>
      <PageTitle title="Activity" under="What the workers do now and did before." />
      <WorkerList />
      <JobList />
    </>
  );
}
