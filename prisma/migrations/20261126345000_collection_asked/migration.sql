-- When staff last picked it: the newest are offered.
ALTER TABLE "store_product" ADD COLUMN "picked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "store_collection" ADD COLUMN "picked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- When its products were last asked for: what was asked for long ago is not under way any more.
ALTER TABLE "store_collection" ADD COLUMN "asked_at" TIMESTAMPTZ(3);
