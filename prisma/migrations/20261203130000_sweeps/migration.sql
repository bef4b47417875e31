-- Many parameter sets of one strategy, computed together.

-- CreateTable
CREATE TABLE "sweep" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "dataset_version_id" UUID NOT NULL,
    "strategy" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "points" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "outcome" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "sweep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sweep_owner_id_content_hash_key" ON "sweep"("owner_id", "content_hash");

-- AddForeignKey
ALTER TABLE "sweep" ADD CONSTRAINT "sweep_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sweep" ADD CONSTRAINT "sweep_dataset_version_id_fkey" FOREIGN KEY ("dataset_version_id") REFERENCES "dataset_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;
