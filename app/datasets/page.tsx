import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Datasets" };

export default function DatasetsPage() {
  return <PageTitle title="Datasets" />;
}
