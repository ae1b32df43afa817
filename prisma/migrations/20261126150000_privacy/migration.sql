-- CreateEnum
CREATE TYPE "privacy_kind" AS ENUM ('access', 'erasure', 'shop_erasure');

-- CreateEnum
CREATE TYPE "privacy_way" AS ENUM ('shopify', 'staff', 'link');

-- CreateEnum
CREATE TYPE "privacy_state" AS ENUM ('open', 'queued', 'failed', 'done', 'declined');

-- AlterTable
ALTER TABLE "privacy_request" ADD COLUMN     "asked_how" TEXT,
ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "campaign_id" INTEGER,
ADD COLUMN     "consent_key" BYTEA,
ADD COLUMN     "contact_id" BIGINT,
ADD COLUMN     "done_by" TEXT,
ADD COLUMN     "evidence" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "exclusion_key" BYTEA,
ADD COLUMN     "failure" TEXT,
ADD COLUMN     "kind" "privacy_kind",
ADD COLUMN     "note" TEXT,
ADD COLUMN     "outcome" TEXT,
ADD COLUMN     "recipient_seq" INTEGER,
ADD COLUMN     "reminded_at" TIMESTAMPTZ(3),
ADD COLUMN     "requested_by" TEXT,
ADD COLUMN     "shop_id" INTEGER,
ADD COLUMN     "state" "privacy_state" NOT NULL DEFAULT 'open',
ADD COLUMN     "way" "privacy_way",
ALTER COLUMN "topic" DROP NOT NULL,
ALTER COLUMN "webhook_id" DROP NOT NULL;

-- What was asked for before there were kinds and states: erasures not done yet are done by the next night.
UPDATE privacy_request r SET
  shop_id = (SELECT s.id FROM shop s WHERE s.domain = r.shop), way = 'shopify',
  kind = (CASE topic WHEN 'customers/data_request' THEN 'access' WHEN 'customers/redact' THEN 'erasure' ELSE 'shop_erasure' END)::privacy_kind,
  state = (CASE WHEN done_at IS NOT NULL THEN 'done' WHEN topic = 'customers/data_request' THEN 'open' ELSE 'queued' END)::privacy_state,
  done_by = CASE WHEN done_at IS NOT NULL THEN 'Twostage' END;
ALTER TABLE "privacy_request" ALTER COLUMN "kind" SET NOT NULL, ALTER COLUMN "way" SET NOT NULL;

-- AlterTable
ALTER TABLE "consent_import" ADD COLUMN     "file_version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "prospect_list" ADD COLUMN     "file_version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "erased_subject" (
    "shop_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,
    "until_order" BOOLEAN NOT NULL,

    CONSTRAINT "erased_subject_pkey" PRIMARY KEY ("shop_id","subject")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "subject_kind" TEXT,
    "subject_id" TEXT,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "privacy_request_shop_id_id_idx" ON "privacy_request"("shop_id", "id");

-- CreateIndex
CREATE INDEX "privacy_request_shop_id_exclusion_key_idx" ON "privacy_request"("shop_id", "exclusion_key");

-- CreateIndex
CREATE INDEX "privacy_request_shop_id_customer_id_idx" ON "privacy_request"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "audit_event_shop_id_at_id_idx" ON "audit_event"("shop_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_shop_id_act_at_id_idx" ON "audit_event"("shop_id", "act", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_shop_id_actor_at_id_idx" ON "audit_event"("shop_id", "actor", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_shop_id_actor_act_at_id_idx" ON "audit_event"("shop_id", "actor", "act", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_shop_id_subject_kind_subject_id_at_id_idx" ON "audit_event"("shop_id", "subject_kind", "subject_id", "at", "id");

-- Open requests as they fall due, and closed ones newest first: the two parts of the list. Prisma knows no partial indexes.
CREATE INDEX privacy_request_open_idx ON privacy_request (shop_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX privacy_request_closed_idx ON privacy_request (shop_id, done_at, id) WHERE done_at IS NOT NULL;

-- Where tests went: looked through for the addresses of somebody who is to be erased.
CREATE INDEX single_mail_test_idx ON single_mail (shop_id) WHERE email IS NOT NULL;

-- What was done, by whom and when is only ever added to.
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
