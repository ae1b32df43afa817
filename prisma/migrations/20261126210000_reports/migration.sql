-- Orders placed since the app was installed, by the customer's number: what campaigns are measured by.
CREATE TABLE "store_order" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "amount" DECIMAL(20,2) NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "store_order_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "store_order_shop_id_placed_at_idx" ON "store_order"("shop_id", "placed_at");

-- CreateIndex
CREATE INDEX "store_order_shop_id_customer_id_idx" ON "store_order"("shop_id", "customer_id");

-- What had been reported when staff resumed a campaign after an alarm: the next alarm is about what came since.
ALTER TABLE "campaign"
  ADD COLUMN "alarm_delivered" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "alarm_bounced" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "alarm_spam" INTEGER NOT NULL DEFAULT 0;

-- The opt-outs of a campaign, for its report.
CREATE INDEX "exclusion_event_shop_id_campaign_id_idx" ON "exclusion_event"("shop_id", "campaign_id");

-- Recipients that were kept back or refused one by one: few, and none when the audience is stored, so that storing it costs nothing more. Prisma knows no partial indexes.
CREATE INDEX recipient_kept_back_idx ON "recipient"("shop_id", "campaign_id", "seq") WHERE withheld <> '{}' OR refusal IS NOT NULL;
