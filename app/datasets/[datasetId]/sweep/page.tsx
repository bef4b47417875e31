import { SweepStep } from "#components/sweep/sweep-step.tsx";

export const metadata = { title: "Try many parameters" };

export default async function Page({ params }: PageProps<"/datasets/[datasetId]/sweep">) {
  const { datasetId } = await params;
  return <SweepStep datasetId={datasetId} />;
}
