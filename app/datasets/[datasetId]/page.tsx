import { DatasetPage } from "#components/dataset/dataset-page.tsx";

export const metadata = { title: "Dataset" };

export default async function Page({ params }: PageProps<"/datasets/[datasetId]">) {
  const { datasetId } = await params;
  return <DatasetPage datasetId={datasetId} />;
}
