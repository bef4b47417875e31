import { ColumnsStep } from "#components/wizard/columns-step.tsx";

export const metadata = { title: "Columns" };

export default async function Page({ params }: PageProps<"/datasets/[datasetId]/columns">) {
  const { datasetId } = await params;
  return <ColumnsStep datasetId={datasetId} />;
}
