-- Parts of up to 5 GiB, and files that take the place of others once they have arrived.

-- DropIndex
DROP INDEX "source_file_dataset_id_path_key";

-- AlterTable
ALTER TABLE "source_file"
    ALTER COLUMN "part_bytes" SET DATA TYPE BIGINT,
    ADD COLUMN "replaces" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE UNIQUE INDEX "source_file_dataset_id_path_replaces_key" ON "source_file"("dataset_id", "path", "replaces");
