-- What the whole of each file says about its columns, and what is to be counted in all files of a dataset.

-- CreateTable
CREATE TABLE "profile_plan" (
    "dataset_id" UUID NOT NULL,
    "columns" JSONB NOT NULL,

    CONSTRAINT "profile_plan_pkey" PRIMARY KEY ("dataset_id")
);

-- CreateTable
CREATE TABLE "profile" (
    "file_id" UUID NOT NULL,
    "found" JSONB NOT NULL,

    CONSTRAINT "profile_pkey" PRIMARY KEY ("file_id")
);

-- AddForeignKey
ALTER TABLE "profile_plan" ADD CONSTRAINT "profile_plan_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "profile" ADD CONSTRAINT "profile_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;
