-- Rejected rows that people corrected, what became of each file's misfits, and recipes to be used again.

-- AlterTable
ALTER TABLE "source_file"
    ADD COLUMN "rows_corrected" BIGINT,
    ADD COLUMN "values_nulled" BIGINT;

-- AlterTable
ALTER TABLE "part"
    ADD COLUMN "misfits" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "corrections" TEXT;

-- CreateTable
CREATE TABLE "correction" (
    "file_id" UUID NOT NULL,
    "row" BIGINT NOT NULL,
    "line" TEXT,
    "cells" JSONB NOT NULL,
    "was" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "correction_pkey" PRIMARY KEY ("file_id","row")
);

-- CreateTable
CREATE TABLE "saved_recipe" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "signature" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_recipe_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_recipe_owner_id_name_version_key" ON "saved_recipe"("owner_id", "name", "version");

-- AddForeignKey
ALTER TABLE "correction" ADD CONSTRAINT "correction_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_recipe" ADD CONSTRAINT "saved_recipe_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
