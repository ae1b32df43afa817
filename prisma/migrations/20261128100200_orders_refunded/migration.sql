-- What was paid back of an order, in all and in the shop's own currency: it is taken off what the order came to.
ALTER TABLE "store_order" ADD COLUMN "refunded" DECIMAL(20,2) NOT NULL DEFAULT 0;
