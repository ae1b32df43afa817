-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "legal_form" AS ENUM ('corporate', 'individual', 'unknown');

-- CreateEnum
CREATE TYPE "evidence_strength" AS ENUM ('sufficient', 'insufficient', 'contradicted');

-- CreateEnum
CREATE TYPE "relation" AS ENUM ('customer', 'prospect', 'none');

-- CreateEnum
CREATE TYPE "prospect_origin" AS ENUM ('self_generated', 'in_sector', 'out_of_sector', 'refused', 'none');

-- CreateEnum
CREATE TYPE "consent_standing" AS ENUM ('none', 'requested', 'confirmed', 'withdrawn', 'expired');

-- CreateEnum
CREATE TYPE "consent_event_kind" AS ENUM ('requested', 'verification_mailed', 'confirmed', 'withdrawn', 'expired', 'reported');

-- CreateEnum
CREATE TYPE "consent_surface" AS ENUM ('checkout', 'thank_you');

-- CreateEnum
CREATE TYPE "exclusion_source" AS ENUM ('body_link', 'one_click', 'further_address', 'staff', 'shopify', 'bounce', 'spam_report', 'sendgrid_unsubscribe', 'abuse_report');

-- CreateEnum
CREATE TYPE "campaign_state" AS ENUM ('draft', 'scheduled', 'sending', 'paused', 'finished', 'cancelled');

-- CreateEnum
CREATE TYPE "batch_state" AS ENUM ('claimed', 'sending', 'accepted', 'refused', 'unknown');

-- CreateEnum
CREATE TYPE "mail_state" AS ENUM ('queued', 'sending', 'accepted', 'refused', 'unknown');

-- CreateEnum
CREATE TYPE "mail_kind" AS ENUM ('verification', 'test');

-- CreateEnum
CREATE TYPE "basis" AS ENUM ('consent', 'legitimate_interest');

-- CreateEnum
CREATE TYPE "sync_state" AS ENUM ('requested', 'running', 'importing', 'finished', 'failed');

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "id" SERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "storefront_url" TEXT NOT NULL DEFAULT '',
    "country" TEXT NOT NULL DEFAULT 'GB',
    "timezone" TEXT NOT NULL DEFAULT 'Europe/London',
    "currency" TEXT NOT NULL DEFAULT 'GBP',
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "checkout_ready_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop_settings" (
    "shop_id" INTEGER NOT NULL,
    "trading_name" TEXT NOT NULL DEFAULT '',
    "registered" BOOLEAN NOT NULL DEFAULT true,
    "registered_name" TEXT NOT NULL DEFAULT '',
    "company_number" TEXT NOT NULL DEFAULT '',
    "place_of_registration" TEXT NOT NULL DEFAULT '',
    "registered_office" TEXT NOT NULL DEFAULT '',
    "contact_email" TEXT NOT NULL DEFAULT '',
    "sector" TEXT NOT NULL DEFAULT '',
    "from_name" TEXT NOT NULL DEFAULT '',
    "from_email" TEXT NOT NULL DEFAULT '',
    "reply_to" TEXT NOT NULL DEFAULT '',
    "sendgrid_key" BYTEA,
    "sendgrid_key_hint" TEXT NOT NULL DEFAULT '',
    "sendgrid_verified_at" TIMESTAMPTZ(3),
    "event_public_key" TEXT NOT NULL DEFAULT '',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "shop_settings_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "assessment" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "necessity" TEXT NOT NULL,
    "balancing" TEXT NOT NULL,
    "signed_by" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "review_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "app_key" (
    "id" SERIAL NOT NULL,
    "purpose" TEXT NOT NULL,
    "shop_id" INTEGER NOT NULL DEFAULT 0,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "wrapped" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "shopify_id" BIGINT,
    "email" TEXT NOT NULL,
    "address_usable" BOOLEAN NOT NULL,
    "freemail" BOOLEAN NOT NULL,
    "exclusion_key" BYTEA,
    "consent_key" BYTEA,
    "name" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "country" TEXT,
    "tags" TEXT[],
    "relation" "relation" NOT NULL,
    "prospect_origin" "prospect_origin" NOT NULL DEFAULT 'none',
    "relation_since" TIMESTAMPTZ(3),
    "order_count" INTEGER NOT NULL DEFAULT 0,
    "last_order_at" TIMESTAMPTZ(3),
    "legal_form" "legal_form" NOT NULL,
    "evidence_strength" "evidence_strength" NOT NULL,
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "marketing_state" TEXT NOT NULL DEFAULT 'NOT_SUBSCRIBED',
    "marketing_opt_in" TEXT,
    "source_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "contact_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "consent_wording" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "locale" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_wording_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "consent_request" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "consent_key" BYTEA NOT NULL,
    "exclusion_key" BYTEA NOT NULL,
    "surface" "consent_surface" NOT NULL,
    "wording_version" INTEGER NOT NULL,
    "wording" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "order_id" BIGINT,
    "ip" TEXT,
    "user_agent" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "token_hash" BYTEA,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_request_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "consent_event" (
    "id" BIGSERIAL NOT NULL,
    "shop_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" "consent_event_kind" NOT NULL,
    "consent_key" BYTEA NOT NULL,
    "request_id" BIGINT,
    "surface" "consent_surface",
    "wording_version" INTEGER,
    "wording" TEXT,
    "proof" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "consent_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "address_standing" (
    "shop_id" INTEGER NOT NULL,
    "consent_key" BYTEA NOT NULL,
    "standing" "consent_standing" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_event_id" BIGINT NOT NULL,

    CONSTRAINT "address_standing_pkey" PRIMARY KEY ("shop_id","consent_key")
);

-- CreateTable
CREATE TABLE "exclusion" (
    "shop_id" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "email" TEXT,
    "source" "exclusion_source" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "note" TEXT,
    "campaign_id" INTEGER,
    "recipient_seq" INTEGER,

    CONSTRAINT "exclusion_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateTable
CREATE TABLE "exclusion_event" (
    "id" BIGSERIAL NOT NULL,
    "shop_id" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "source" "exclusion_source" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "note" TEXT,
    "campaign_id" INTEGER,
    "recipient_seq" INTEGER,

    CONSTRAINT "exclusion_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "state" "campaign_state" NOT NULL DEFAULT 'draft',
    "name" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "preheader" TEXT NOT NULL DEFAULT '',
    "body" TEXT NOT NULL DEFAULT '',
    "purpose" TEXT NOT NULL DEFAULT '',
    "audience_name" TEXT NOT NULL DEFAULT '',
    "audience_criteria" JSONB NOT NULL DEFAULT '{}',
    "audience_rationale" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL DEFAULT '',
    "started_at" TIMESTAMPTZ(3),
    "started_by" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "pause_reason" TEXT,
    "content" JSONB,
    "audience_built_at" TIMESTAMPTZ(3),
    "eligible_count" INTEGER NOT NULL DEFAULT 0,
    "ineligible_count" INTEGER NOT NULL DEFAULT 0,
    "next_seq" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "recipient" (
    "shop_id" INTEGER NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "email" TEXT NOT NULL,
    "exclusion_key" BYTEA,
    "basis" "basis",
    "relation" "relation" NOT NULL,
    "reasons" TEXT[],
    "basis_since" TIMESTAMPTZ(3),
    "policy_version" INTEGER NOT NULL,
    "withheld" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "refusal" TEXT,

    CONSTRAINT "recipient_pkey" PRIMARY KEY ("shop_id","campaign_id","seq")
);

-- CreateTable
CREATE TABLE "batch" (
    "shop_id" INTEGER NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "first_seq" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL,
    "state" "batch_state" NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "handed_over" INTEGER NOT NULL DEFAULT 0,
    "withheld" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "message_id" TEXT,
    "outcome" TEXT,

    CONSTRAINT "batch_pkey" PRIMARY KEY ("shop_id","campaign_id","number")
);

-- CreateTable
CREATE TABLE "single_mail" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "kind" "mail_kind" NOT NULL,
    "email" TEXT,
    "request_id" BIGINT,
    "campaign_id" INTEGER,
    "state" "mail_state" NOT NULL DEFAULT 'queued',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempted_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "message_id" TEXT,
    "outcome" TEXT,

    CONSTRAINT "single_mail_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mail_event" (
    "shop_id" INTEGER NOT NULL,
    "message_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "recipient_seq" INTEGER NOT NULL,
    "detail" TEXT,

    CONSTRAINT "mail_event_pkey" PRIMARY KEY ("shop_id","message_id","event","at","campaign_id","recipient_seq")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "shop" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("shop","topic","webhook_id")
);

-- CreateTable
CREATE TABLE "privacy_request" (
    "id" BIGSERIAL NOT NULL,
    "shop" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "customer_id" BIGINT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "privacy_request_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "sync_run" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "state" "sync_state" NOT NULL DEFAULT 'requested',
    "bulk_operation_id" TEXT,
    "expected" INTEGER NOT NULL DEFAULT 0,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "set_aside" INTEGER NOT NULL DEFAULT 0,
    "gone" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by" TEXT NOT NULL DEFAULT '',
    "finished_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "sync_run_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "sync_set_aside" (
    "shop_id" INTEGER NOT NULL,
    "run_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "sync_set_aside_pkey" PRIMARY KEY ("shop_id","run_id","line")
);

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "app_key_purpose_shop_id_generation_key" ON "app_key"("purpose", "shop_id", "generation");

-- CreateIndex
CREATE INDEX "contact_shop_id_exclusion_key_idx" ON "contact"("shop_id", "exclusion_key");

-- CreateIndex
CREATE INDEX "contact_shop_id_consent_key_idx" ON "contact"("shop_id", "consent_key");

-- CreateIndex
CREATE INDEX "contact_shop_id_legal_form_id_idx" ON "contact"("shop_id", "legal_form", "id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_shop_id_shopify_id_key" ON "contact"("shop_id", "shopify_id");

-- CreateIndex
CREATE UNIQUE INDEX "consent_request_token_hash_key" ON "consent_request"("token_hash");

-- CreateIndex
CREATE INDEX "consent_request_shop_id_exclusion_key_idx" ON "consent_request"("shop_id", "exclusion_key");

-- CreateIndex
CREATE INDEX "consent_request_shop_id_consent_key_idx" ON "consent_request"("shop_id", "consent_key");

-- CreateIndex
CREATE UNIQUE INDEX "consent_request_shop_id_order_id_surface_key" ON "consent_request"("shop_id", "order_id", "surface");

-- CreateIndex
CREATE INDEX "consent_event_shop_id_consent_key_id_idx" ON "consent_event"("shop_id", "consent_key", "id");

-- CreateIndex
CREATE INDEX "exclusion_shop_id_at_key_idx" ON "exclusion"("shop_id", "at" DESC, "key");

-- CreateIndex
CREATE INDEX "exclusion_event_shop_id_key_id_idx" ON "exclusion_event"("shop_id", "key", "id");

-- CreateIndex
CREATE INDEX "campaign_shop_id_state_id_idx" ON "campaign"("shop_id", "state", "id");

-- CreateIndex
CREATE INDEX "recipient_shop_id_contact_id_idx" ON "recipient"("shop_id", "contact_id");

-- CreateIndex
CREATE INDEX "recipient_shop_id_exclusion_key_idx" ON "recipient"("shop_id", "exclusion_key");

-- CreateIndex
CREATE INDEX "batch_shop_id_state_lease_until_idx" ON "batch"("shop_id", "state", "lease_until");

-- CreateIndex
CREATE INDEX "batch_shop_id_message_id_idx" ON "batch"("shop_id", "message_id");

-- CreateIndex
CREATE INDEX "single_mail_shop_id_request_id_idx" ON "single_mail"("shop_id", "request_id");

-- CreateIndex
CREATE INDEX "mail_event_shop_id_campaign_id_event_idx" ON "mail_event"("shop_id", "campaign_id", "event");

-- CreateIndex
CREATE UNIQUE INDEX "privacy_request_shop_topic_webhook_id_key" ON "privacy_request"("shop", "topic", "webhook_id");


-- The ledger and the history of the exclusion list are only ever added to: proof that can be edited is no proof (P13).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % refused: the table is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER consent_event_append_only BEFORE UPDATE OR DELETE ON "consent_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_event_no_truncate BEFORE TRUNCATE ON "consent_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exclusion_event_append_only BEFORE UPDATE OR DELETE ON "exclusion_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exclusion_event_no_truncate BEFORE TRUNCATE ON "exclusion_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Published wordings are what people agreed to: immutable.
CREATE TRIGGER consent_wording_immutable BEFORE UPDATE OR DELETE ON "consent_wording"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_wording_no_truncate BEFORE TRUNCATE ON "consent_wording"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessment_immutable BEFORE UPDATE OR DELETE ON "assessment"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessment_no_truncate BEFORE TRUNCATE ON "assessment"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
