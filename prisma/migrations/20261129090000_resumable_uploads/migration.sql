-- What tells a file again, what the store confirmed of it, and when its upload was last heard of. An object that is
-- imported in place keeps its own bucket and key, and may be a file of several datasets.

-- DropIndex
DROP INDEX "source_file_object_key_key";

-- AlterTable
ALTER TABLE "source_file"
    ADD COLUMN "bucket" TEXT,
    ADD COLUMN "fingerprint" TEXT,
    ADD COLUMN "crc32" TEXT,
    ADD COLUMN "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateIndex
CREATE INDEX "source_file_dataset_id_bytes_fingerprint_idx" ON "source_file"("dataset_id", "bytes", "fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "source_file_dataset_id_bucket_object_key_key" ON "source_file"("dataset_id", "bucket", "object_key");
