import { DatasetList } from "#components/dataset/dataset-list.tsx";

export const metadata = { title: "Datasets" };

export default function DatasetsPage() {
  return <DatasetList />;
}
