-- CreateEnum
CREATE TYPE "store_write_state" AS ENUM ('pending', 'done', 'dead');

-- CreateEnum
CREATE TYPE "suppression_pull_state" AS ENUM ('waiting', 'running', 'finished', 'failed');

-- CreateEnum
CREATE TYPE "exclusion_import_state" AS ENUM ('read', 'running', 'finished');

-- AlterEnum
ALTER TYPE "exclusion_source" ADD VALUE 'file_import';

-- CreateTable
CREATE TABLE "store_write" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" "store_write_state" NOT NULL DEFAULT 'pending',
    "version" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_write_pkey" PRIMARY KEY ("shop_id","customer_id","kind")
);

-- CreateTable
CREATE TABLE "exclusion_return" (
    "shop_id" INTEGER NOT NULL,
    "runs_before" INTEGER NOT NULL DEFAULT 0,
    "pull" "suppression_pull_state" NOT NULL DEFAULT 'waiting',
    "generation" INTEGER NOT NULL DEFAULT 1,
    "list" INTEGER NOT NULL DEFAULT 0,
    "position" INTEGER NOT NULL DEFAULT 0,
    "until" TIMESTAMPTZ(3),
    "found" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "exclusion_return_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "exclusion_export" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "rows" INTEGER,

    CONSTRAINT "exclusion_export_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "exclusion_import" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "state" "exclusion_import_state" NOT NULL DEFAULT 'read',
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "addresses" INTEGER NOT NULL DEFAULT 0,
    "known" INTEGER NOT NULL DEFAULT 0,
    "unreadable" INTEGER NOT NULL DEFAULT 0,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "exclusion_import_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "exclusion_import_row" (
    "shop_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "email" TEXT,
    "note" TEXT,

    CONSTRAINT "exclusion_import_row_pkey" PRIMARY KEY ("shop_id","import_id","key")
);

-- CreateTable
CREATE TABLE "exclusion_import_line" (
    "shop_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "exclusion_import_line_pkey" PRIMARY KEY ("shop_id","import_id","line")
);

-- CreateIndex
CREATE INDEX "store_write_shop_id_state_not_before_idx" ON "store_write"("shop_id", "state", "not_before");

-- CreateIndex
CREATE INDEX "store_write_shop_id_state_updated_at_customer_id_idx" ON "store_write"("shop_id", "state", "updated_at" DESC, "customer_id");


-- The history of the exclusion list stays append-only but for one thing: erasure may take the note out, which staff write in their own words.
CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.note IS NOT NULL AND NEW.note IS NULL THEN
    OLD.note := NULL;
    IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% of % refused: the table is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
DROP TRIGGER exclusion_event_append_only ON exclusion_event;
CREATE TRIGGER exclusion_event_append_only BEFORE UPDATE OR DELETE ON exclusion_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure();
