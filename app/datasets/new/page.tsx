import { connection } from "next/server";
import { Suspense } from "react";
import { UploadStep } from "#components/upload/upload-step.tsx";
import { importPlaces } from "#lib/upload/in-place/allowed.ts";

export const metadata = { title: "New dataset" };

export default async function NewDatasetPage() {
  await connection();
  return (
    <Suspense>
      <UploadStep places={importPlaces()} />
    </Suspense>
  );
}
