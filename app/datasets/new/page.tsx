import { Suspense } from "react";
import { UploadStep } from "#components/upload/upload-step.tsx";

export const metadata = { title: "New dataset" };

export default function NewDatasetPage() {
  return (
    <Suspense>
      <UploadStep />
    </Suspense>
  );
}
