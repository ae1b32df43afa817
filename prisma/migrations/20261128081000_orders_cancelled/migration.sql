-- When an order was cancelled: from then on it is no success of a campaign.
ALTER TABLE "store_order" ADD COLUMN "cancelled_at" TIMESTAMPTZ(3);
