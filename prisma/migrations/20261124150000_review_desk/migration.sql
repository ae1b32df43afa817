-- CreateTable
CREATE TABLE "review_item" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "contacts" INTEGER NOT NULL,
    "contradicted" INTEGER NOT NULL,
    "orders" BIGINT NOT NULL,
    "last_order_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_item_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "review_item_shop_id_orders_contacts_id_idx" ON "review_item"("shop_id", "orders", "contacts", "id");

-- CreateIndex
CREATE UNIQUE INDEX "review_item_shop_id_key_key" ON "review_item"("shop_id", "key");

-- The contradictory only, and decisions of staff newest first: partial indexes, which Prisma does not know.
CREATE INDEX review_item_contradicted_idx ON review_item (shop_id, orders, contacts, id) WHERE contradicted > 0;
CREATE INDEX form_evidence_decided_idx ON form_evidence (shop_id, id) INCLUDE (group_id) WHERE group_id IS NOT NULL;
