import { AllLinks } from "#components/share/all-links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Shares" };

export default function SharesPage() {
  return (
    <>
      <PageTitle title="Shares" under="Links that open a run's dashboard, read-only, to whoever has them." />
      <AllLinks />
    </>
  );
}
