-- When a product was bought before the last time: what counts when the last order is cancelled.
ALTER TABLE "product_purchase" ADD COLUMN "before_at" TIMESTAMPTZ(3);
