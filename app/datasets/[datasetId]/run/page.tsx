import { RunStep } from "#components/wizard/run-step.tsx";

export const metadata = { title: "Run" };

export default async function Page({ params }: PageProps<"/datasets/[datasetId]/run">) {
  const { datasetId } = await params;
  return <RunStep datasetId={datasetId} />;
}
