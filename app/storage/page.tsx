import { StorageSheet } from "#components/storage/storage-sheet.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";

export const metadata = { title: "Storage" };

export default function StoragePage() {
  return (
    <>
      <PageTitle
        title="Storage"
        under="Whether the bucket does what uploads need, and what mends it where it does not."
      />
      <StorageSheet />
    </>
  );
}
