-- CreateEnum
CREATE TYPE "prospect_list_state" AS ENUM ('uploaded', 'checking', 'checked', 'importing', 'imported', 'discarded');

-- CreateEnum
CREATE TYPE "prospect_verdict" AS ENUM ('added', 'unreadable', 'no_address', 'excluded', 'known', 'individual', 'no_provenance', 'outside_sector', 'duplicate');

-- CreateTable
CREATE TABLE "prospect_list" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "state" "prospect_list_state" NOT NULL DEFAULT 'uploaded',
    "way" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "source" TEXT NOT NULL DEFAULT '',
    "sector" TEXT NOT NULL DEFAULT '',
    "obtained_at" TIMESTAMPTZ(3),
    "sector_words" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "file_name" TEXT NOT NULL,
    "file_bytes" INTEGER NOT NULL,
    "encoding" TEXT NOT NULL,
    "delimiter" TEXT NOT NULL,
    "headed" BOOLEAN NOT NULL,
    "columns" TEXT[],
    "mapping" JSONB NOT NULL DEFAULT '{}',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,
    "fault_row" INTEGER,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "imported_row" INTEGER NOT NULL DEFAULT 0,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL,
    "uploaded_by" TEXT NOT NULL,
    "imported_at" TIMESTAMPTZ(3),
    "forgotten_at" TIMESTAMPTZ(3),

    CONSTRAINT "prospect_list_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "prospect_file_part" (
    "shop_id" INTEGER NOT NULL,
    "list_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "prospect_file_part_pkey" PRIMARY KEY ("shop_id","list_id","part")
);

-- CreateTable
CREATE TABLE "prospect_row" (
    "shop_id" INTEGER NOT NULL,
    "list_id" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "verdict" "prospect_verdict" NOT NULL,
    "cells" TEXT[],

    CONSTRAINT "prospect_row_pkey" PRIMARY KEY ("shop_id","list_id","row")
);

-- CreateTable
CREATE TABLE "prospect" (
    "shop_id" INTEGER NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "list_id" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "sector" TEXT NOT NULL,
    "obtained_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prospect_pkey" PRIMARY KEY ("shop_id","contact_id")
);

-- CreateTable
CREATE TABLE "prospect_list_event" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "list_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "prospect_list_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "prospect_row_shop_id_list_id_verdict_row_idx" ON "prospect_row"("shop_id", "list_id", "verdict", "row");

-- CreateIndex
CREATE UNIQUE INDEX "prospect_shop_id_list_id_row_key" ON "prospect"("shop_id", "list_id", "row");

-- CreateIndex
CREATE INDEX "prospect_list_event_shop_id_list_id_id_idx" ON "prospect_list_event"("shop_id", "list_id", "id");


-- What was declared about a list is evidence: it is only added to.
CREATE TRIGGER prospect_list_event_append_only BEFORE UPDATE OR DELETE ON "prospect_list_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER prospect_list_event_no_truncate BEFORE TRUNCATE ON "prospect_list_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
