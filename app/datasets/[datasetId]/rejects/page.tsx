import { RejectsPage } from "#components/rejects/rejects-page.tsx";

export const metadata = { title: "Rejected rows" };

export default async function Page({ params }: PageProps<"/datasets/[datasetId]/rejects">) {
  const { datasetId } = await params;
  return <RejectsPage datasetId={datasetId} />;
}
