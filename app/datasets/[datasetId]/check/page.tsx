import { CheckStep } from "#components/wizard/check-step.tsx";

export const metadata = { title: "Check" };

export default async function Page({ params }: PageProps<"/datasets/[datasetId]/check">) {
  const { datasetId } = await params;
  return <CheckStep datasetId={datasetId} />;
}
