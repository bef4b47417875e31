import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Activity" };

export default function ActivityPage() {
  return <PageTitle title="Activity" />;
}
