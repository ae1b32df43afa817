-- CreateEnum
CREATE TYPE "consent_import_state" AS ENUM ('uploaded', 'checking', 'checked', 'importing', 'imported', 'discarded');

-- CreateEnum
CREATE TYPE "consent_import_verdict" AS ENUM ('confirmed', 'withdrawal_stands', 'no_first_stage', 'no_second_stage', 'times_contradict', 'unreadable', 'no_address', 'excluded', 'withdrawn', 'known', 'duplicate');

-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "wording_failure" TEXT,
ADD COLUMN     "wording_sent_version" INTEGER;

-- CreateTable
CREATE TABLE "consent_wording_draft" (
    "shop_id" INTEGER NOT NULL,
    "locale" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "consent_wording_draft_pkey" PRIMARY KEY ("shop_id","locale")
);

-- CreateTable
CREATE TABLE "consent_import" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "state" "consent_import_state" NOT NULL DEFAULT 'uploaded',
    "file_name" TEXT NOT NULL,
    "file_bytes" INTEGER NOT NULL,
    "encoding" TEXT NOT NULL,
    "delimiter" TEXT NOT NULL,
    "headed" BOOLEAN NOT NULL,
    "columns" TEXT[],
    "mapping" JSONB NOT NULL DEFAULT '{}',
    "wording" TEXT NOT NULL DEFAULT '',
    "place" TEXT NOT NULL DEFAULT '',
    "proof" TEXT NOT NULL DEFAULT '',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,
    "fault_row" INTEGER,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "imported_row" INTEGER NOT NULL DEFAULT 0,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL,
    "uploaded_by" TEXT NOT NULL,
    "signed_by" TEXT,
    "statement" TEXT,
    "signed_at" TIMESTAMPTZ(3),
    "recorded_by" TEXT,
    "imported_at" TIMESTAMPTZ(3),
    "forgotten_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_import_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "consent_import_part" (
    "shop_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "consent_import_part_pkey" PRIMARY KEY ("shop_id","import_id","part")
);

-- CreateTable
CREATE TABLE "consent_import_row" (
    "shop_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "verdict" "consent_import_verdict" NOT NULL,
    "cells" TEXT[],

    CONSTRAINT "consent_import_row_pkey" PRIMARY KEY ("shop_id","import_id","row")
);

-- CreateIndex
CREATE INDEX "consent_import_row_shop_id_import_id_verdict_row_idx" ON "consent_import_row"("shop_id", "import_id", "verdict", "row");

