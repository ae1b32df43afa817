-- CreateEnum
CREATE TYPE "feedback_kind" AS ENUM ('praise', 'question', 'complaint', 'objection', 'rights_request');

-- CreateEnum
CREATE TYPE "feedback_state" AS ENUM ('open', 'waiting', 'closed');

-- CreateEnum
CREATE TYPE "feedback_channel" AS ENUM ('storefront_form', 'reply_mail', 'opt_out_note', 'staff');

-- CreateEnum
CREATE TYPE "feedback_direction" AS ENUM ('inbound', 'outbound', 'note');

-- AlterEnum
ALTER TYPE "exclusion_source" ADD VALUE 'reply_mail';

-- AlterEnum
ALTER TYPE "mail_kind" ADD VALUE 'reply';

-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "inbound_domain" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "inbound_public_key" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "inbound_secrets" BYTEA[] DEFAULT ARRAY[]::BYTEA[],
ADD COLUMN     "inbound_seen_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "single_mail" ADD COLUMN     "feedback_message_id" BIGINT;

-- CreateTable
CREATE TABLE "feedback_case" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "kind" "feedback_kind" NOT NULL,
    "state" "feedback_state" NOT NULL DEFAULT 'open',
    "channel" "feedback_channel" NOT NULL,
    "subject" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "theme" TEXT,
    "asks_to_stop" BOOLEAN NOT NULL DEFAULT false,
    "campaign_id" INTEGER,
    "recipient_seq" INTEGER,
    "exclusion_key" BYTEA,
    "consent_key" BYTEA,
    "email" TEXT,
    "name" TEXT,
    "assigned_to" TEXT,

    CONSTRAINT "feedback_case_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "feedback_message" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "case_id" INTEGER NOT NULL,
    "direction" "feedback_direction" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "email" TEXT,
    "body" TEXT NOT NULL,
    "quoted" TEXT,
    "message_id" TEXT,
    "references" TEXT,
    "verified" TEXT,

    CONSTRAINT "feedback_message_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "feedback_attachment" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "message_id" BIGINT NOT NULL,
    "case_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "content" BYTEA,

    CONSTRAINT "feedback_attachment_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "feedback_event" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "case_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "act" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "feedback_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "inbound_mail" (
    "shop_id" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "case_id" INTEGER,

    CONSTRAINT "inbound_mail_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateTable
CREATE TABLE "opt_out_reason" (
    "shop_id" INTEGER NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "recipient_seq" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "opt_out_reason_pkey" PRIMARY KEY ("shop_id","campaign_id","recipient_seq")
);

-- CreateTable
CREATE TABLE "policy_draft" (
    "shop_id" INTEGER NOT NULL,
    "introduction" TEXT NOT NULL,
    "closing" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "policy_draft_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "introduction" TEXT NOT NULL,
    "closing" TEXT NOT NULL,
    "sections" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by" TEXT NOT NULL,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "policy_check" (
    "shop_id" INTEGER NOT NULL,
    "clause" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "kept" INTEGER NOT NULL,
    "broken" INTEGER NOT NULL,

    CONSTRAINT "policy_check_pkey" PRIMARY KEY ("shop_id","clause")
);

-- CreateIndex
CREATE INDEX "feedback_case_shop_id_state_due_at_id_idx" ON "feedback_case"("shop_id", "state", "due_at", "id");

-- CreateIndex
CREATE INDEX "feedback_case_shop_id_received_at_id_idx" ON "feedback_case"("shop_id", "received_at" DESC, "id");

-- CreateIndex
CREATE INDEX "feedback_case_shop_id_campaign_id_idx" ON "feedback_case"("shop_id", "campaign_id");

-- CreateIndex
CREATE INDEX "feedback_case_shop_id_exclusion_key_idx" ON "feedback_case"("shop_id", "exclusion_key");

-- CreateIndex
CREATE INDEX "feedback_message_shop_id_case_id_id_idx" ON "feedback_message"("shop_id", "case_id", "id");

-- CreateIndex
CREATE INDEX "feedback_attachment_shop_id_message_id_idx" ON "feedback_attachment"("shop_id", "message_id");

-- CreateIndex
CREATE INDEX "feedback_event_shop_id_case_id_id_idx" ON "feedback_event"("shop_id", "case_id", "id");

-- CreateIndex
CREATE INDEX "inbound_mail_shop_id_at_idx" ON "inbound_mail"("shop_id", "at");

-- CreateIndex
CREATE INDEX "single_mail_shop_id_feedback_message_id_idx" ON "single_mail"("shop_id", "feedback_message_id");


-- Evidence is only ever added to, and what was published stays as it was read.
CREATE TRIGGER feedback_event_append_only BEFORE UPDATE OR DELETE ON "feedback_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feedback_event_no_truncate BEFORE TRUNCATE ON "feedback_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_version_immutable BEFORE UPDATE OR DELETE ON "policy_version"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_version_no_truncate BEFORE TRUNCATE ON "policy_version"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What became of one campaign's opt-outs, without looking through the history of all exclusions; a partial index, which Prisma does not know.
CREATE INDEX exclusion_event_campaign_idx ON exclusion_event (shop_id, campaign_id, recipient_seq) WHERE campaign_id IS NOT NULL;
