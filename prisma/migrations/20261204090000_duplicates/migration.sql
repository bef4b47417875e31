-- How many rows of a dataset's whole files share ticker and date, counted before anything is confirmed.

-- CreateTable
CREATE TABLE "repeats" (
    "dataset_id" UUID NOT NULL,
    "request" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "found" JSONB,

    CONSTRAINT "repeats_pkey" PRIMARY KEY ("dataset_id")
);

-- AddForeignKey
ALTER TABLE "repeats" ADD CONSTRAINT "repeats_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;
