-- What each attempt did, how long a job may have to wait and behind whom, and which workers there are.

-- AlterTable
ALTER TABLE "job"
    ADD COLUMN "dataset_id" UUID,
    ADD COLUMN "weight" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "run_after" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "attempt"
    ADD COLUMN "failure_kind" TEXT,
    ADD COLUMN "failure" TEXT,
    ADD COLUMN "stages" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "worker" (
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stopping" BOOLEAN NOT NULL DEFAULT false,
    "slots" INTEGER NOT NULL,
    "resident_bytes" BIGINT NOT NULL,
    "engine_bytes" BIGINT,
    "free_bytes" BIGINT,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "job_owner_id_dataset_id_idx" ON "job"("owner_id", "dataset_id");

-- CreateIndex
CREATE INDEX "job_started_at_idx" ON "job"("started_at");

-- CreateIndex
CREATE INDEX "attempt_worker_started_at_idx" ON "attempt"("worker", "started_at");

-- Jobs of before belong to their datasets as well.
UPDATE "job" SET "dataset_id" = "subject"::uuid WHERE "kind" = 'dataset.cluster';
UPDATE "job" SET "dataset_id" = "source_file"."dataset_id"
    FROM "source_file" WHERE "kind" LIKE 'file.%' AND "source_file"."id"::text = "subject";
UPDATE "job" SET "dataset_id" = "dataset_version"."dataset_id"
    FROM "run" JOIN "dataset_version" ON "dataset_version"."id" = "run"."dataset_version_id"
    WHERE "kind" = 'run.execute' AND "run"."id"::text = "subject";
