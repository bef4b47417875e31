import { DatasetList } from "#components/dataset/dataset-list.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Datasets" };

export default function DatasetsPage() {
  return (
    <>
      <PageTitle title="Datasets" actions={<ButtonLink href="/datasets/new">New dataset</ButtonLink>} />
      <DatasetList />
    </>
  );
}
