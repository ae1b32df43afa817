-- When and how fast a campaign may go, who approved it, and until when SendGrid has told it to wait.
ALTER TABLE "campaign"
  ADD COLUMN "scheduled_for" TIMESTAMPTZ(3),
  ADD COLUMN "schedule_failure" TEXT,
  ADD COLUMN "window_days" SMALLINT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "window_from" SMALLINT,
  ADD COLUMN "window_until" SMALLINT,
  ADD COLUMN "per_hour" INTEGER,
  ADD COLUMN "per_day" INTEGER,
  ADD COLUMN "warm_up" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "batch_size" INTEGER NOT NULL DEFAULT 1000,
  ADD COLUMN "hold_until" TIMESTAMPTZ(3),
  ADD COLUMN "approved_by" TEXT,
  ADD COLUMN "approved_at" TIMESTAMPTZ(3),
  ADD COLUMN "approved_content" TEXT,
  ADD CONSTRAINT "campaign_batch_size_check" CHECK ("batch_size" BETWEEN 1 AND 1000),
  ADD CONSTRAINT "campaign_window_check" CHECK (("window_from" IS NULL) = ("window_until" IS NULL) AND ("window_from" IS NULL OR "window_from" < "window_until"));

ALTER TABLE "shop_settings" ADD COLUMN "second_approval" BOOLEAN NOT NULL DEFAULT false;

-- What SendGrid reported, counted by batch, so that looking at progress reads no reports.
ALTER TABLE "batch"
  ADD COLUMN "reported" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "delivered" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "bounced" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "settled_at" TIMESTAMPTZ(3);

UPDATE "batch" b SET "reported" = c.reported, "delivered" = c.delivered, "bounced" = c.bounced
FROM (
  SELECT shop_id, campaign_id, (recipient_seq - 1) / 1000 + 1 AS number, count(DISTINCT recipient_seq) AS reported,
         count(DISTINCT recipient_seq) FILTER (WHERE event = 'delivered') AS delivered, count(DISTINCT recipient_seq) FILTER (WHERE event = 'bounce') AS bounced
  FROM "mail_event" GROUP BY 1, 2, 3
) c
WHERE b.shop_id = c.shop_id AND b.campaign_id = c.campaign_id AND b.number = c.number;

-- Whether a recipient has been reported on before is asked of every report that comes in.
CREATE INDEX "mail_event_shop_id_campaign_id_recipient_seq_idx" ON "mail_event"("shop_id", "campaign_id", "recipient_seq");

-- Until when a worker looks after a campaign: past it, any other takes it over.
CREATE TABLE "campaign_watch" (
  "shop_id" INTEGER NOT NULL,
  "campaign_id" INTEGER NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "campaign_watch_pkey" PRIMARY KEY ("shop_id", "campaign_id")
);

-- What every worker looks for every two seconds, over all shops: a handful of rows each.
CREATE INDEX "campaign_sending_idx" ON "campaign"("shop_id", "id") WHERE "state" = 'sending';
CREATE INDEX "batch_in_flight_idx" ON "batch"("lease_until") WHERE "state" = 'sending';
CREATE INDEX "batch_unsettled_idx" ON "batch"("attempted_at") WHERE "state" = 'unknown' AND "settled_at" IS NULL;
