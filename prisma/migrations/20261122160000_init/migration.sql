-- trade, sector_month and ticker_total are partitioned by run: a run's rows are loaded into tables of their own
-- and attached in one transaction. Prisma's schema language has no word for partitions or collations, so those
-- clauses are added here by hand. Tickers and sectors are only compared for equality and order: COLLATE "C".

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "file_state" AS ENUM ('uploading', 'uploaded', 'inspected', 'confirmed', 'converted', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_file" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "last_modified" TIMESTAMPTZ(3),
    "state" "file_state" NOT NULL DEFAULT 'uploading',
    "failure" TEXT,
    "object_key" TEXT NOT NULL,
    "upload_id" TEXT,
    "part_bytes" INTEGER NOT NULL,
    "etag" TEXT,
    "sha256" TEXT,
    "inspection" JSONB,
    "prescan" JSONB,
    "rows_read" BIGINT,
    "rows_good" BIGINT,
    "rows_rejected" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "source_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recipe" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "signature" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recipe_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "part" (
    "file_id" UUID NOT NULL,
    "recipe_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "object_key" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "rows" BIGINT NOT NULL,
    "rejects_key" TEXT,
    "stats" JSONB NOT NULL,

    CONSTRAINT "part_pkey" PRIMARY KEY ("file_id")
);

-- CreateTable
CREATE TABLE "dataset_version" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "recipe_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "manifest" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "rows" BIGINT NOT NULL,
    "raw_bytes" BIGINT NOT NULL,
    "parquet_bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" SERIAL NOT NULL,
    "owner_id" UUID NOT NULL,
    "dataset_version_id" UUID NOT NULL,
    "strategy" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "outcome" JSONB,
    "trades_key" TEXT,
    "published_attempt" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trade" (
    "run_id" INTEGER NOT NULL,
    "ticker" TEXT COLLATE "C" NOT NULL,
    "sector" TEXT COLLATE "C" NOT NULL,
    "purchase_date" DATE NOT NULL,
    "purchase_price" DOUBLE PRECISION NOT NULL,
    "purchase_volume" DOUBLE PRECISION NOT NULL,
    "last_price" DOUBLE PRECISION NOT NULL,
    "pnl" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "trade_pkey" PRIMARY KEY ("run_id","ticker","purchase_date")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "sector_month" (
    "run_id" INTEGER NOT NULL,
    "sector" TEXT COLLATE "C" NOT NULL,
    "month" DATE NOT NULL,
    "trades" INTEGER NOT NULL,
    "wins" INTEGER NOT NULL,
    "invested" DOUBLE PRECISION NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "pnl" DOUBLE PRECISION NOT NULL,
    "best_pnl" DOUBLE PRECISION,
    "worst_pnl" DOUBLE PRECISION,
    "held_value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "sector_month_pkey" PRIMARY KEY ("run_id","sector","month")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "ticker_total" (
    "run_id" INTEGER NOT NULL,
    "ticker" TEXT COLLATE "C" NOT NULL,
    "sector" TEXT COLLATE "C" NOT NULL,
    "trades" INTEGER NOT NULL,
    "wins" INTEGER NOT NULL,
    "invested" DOUBLE PRECISION NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "pnl" DOUBLE PRECISION NOT NULL,
    "first_date" DATE NOT NULL,
    "last_date" DATE NOT NULL,

    CONSTRAINT "ticker_total_pkey" PRIMARY KEY ("run_id","ticker","sector")
) PARTITION BY LIST ("run_id");

-- CreateTable
CREATE TABLE "share_link" (
    "id" UUID NOT NULL,
    "run_id" INTEGER NOT NULL,
    "owner_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "view" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_viewed_at" TIMESTAMPTZ(3),
    "views" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "share_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'queued',
    "current_attempt" UUID,
    "cancel_asked" BOOLEAN NOT NULL DEFAULT false,
    "phase" TEXT,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "unit" TEXT NOT NULL DEFAULT 'bytes',
    "failure_kind" TEXT,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "fence" BIGSERIAL NOT NULL,
    "worker" TEXT NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "exit" TEXT,
    "cause" TEXT,
    "peak_bytes" BIGINT,
    "swept_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_name_key" ON "user"("name");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_owner_id_name_key" ON "dataset"("owner_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "source_file_object_key_key" ON "source_file"("object_key");

-- CreateIndex
CREATE INDEX "source_file_dataset_id_state_idx" ON "source_file"("dataset_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "source_file_dataset_id_path_key" ON "source_file"("dataset_id", "path");

-- CreateIndex
CREATE UNIQUE INDEX "recipe_dataset_id_version_key" ON "recipe"("dataset_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_version_dataset_id_number_key" ON "dataset_version"("dataset_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "run_owner_id_content_hash_key" ON "run"("owner_id", "content_hash");

-- CreateIndex
CREATE INDEX "trade_purchase_date_ticker_idx" ON "trade"("purchase_date", "ticker");

-- CreateIndex
CREATE UNIQUE INDEX "share_link_token_hash_key" ON "share_link"("token_hash");

-- CreateIndex
CREATE INDEX "job_state_idx" ON "job"("state");

-- CreateIndex
CREATE INDEX "job_owner_id_created_at_idx" ON "job"("owner_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "job_kind_subject_key" ON "job"("kind", "subject");

-- CreateIndex
CREATE INDEX "attempt_job_id_idx" ON "attempt"("job_id");

-- AddForeignKey
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_file" ADD CONSTRAINT "source_file_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recipe" ADD CONSTRAINT "recipe_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "part" ADD CONSTRAINT "part_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "part" ADD CONSTRAINT "part_recipe_id_fkey" FOREIGN KEY ("recipe_id") REFERENCES "recipe"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_recipe_id_fkey" FOREIGN KEY ("recipe_id") REFERENCES "recipe"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_dataset_version_id_fkey" FOREIGN KEY ("dataset_version_id") REFERENCES "dataset_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
