-- When each customer last bought each product: from the store's orders, as far back as it shows them, and from then on from each order that is placed.
CREATE TABLE "product_purchase" (
    "shop_id" INTEGER NOT NULL,
    "product_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_purchase_pkey" PRIMARY KEY ("shop_id","product_id","customer_id")
);

-- For the erasure of a person.
CREATE INDEX "product_purchase_shop_id_customer_id_idx" ON "product_purchase"("shop_id", "customer_id");

-- For retention.
CREATE INDEX "product_purchase_shop_id_last_at_idx" ON "product_purchase"("shop_id", "last_at");

-- How far the reading of the store's orders is.
CREATE TABLE "purchase_reading" (
    "shop_id" INTEGER NOT NULL,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "bulk_operation_id" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "orders" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,

    CONSTRAINT "purchase_reading_pkey" PRIMARY KEY ("shop_id")
);

-- Products and collections that audiences were chosen by, with their titles for the page.
CREATE TABLE "store_product" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,

    CONSTRAINT "store_product_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "store_collection" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "store_collection_pkey" PRIMARY KEY ("shop_id","id")
);

-- The products in a collection when it was last read.
CREATE TABLE "store_collection_product" (
    "shop_id" INTEGER NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,

    CONSTRAINT "store_collection_product_pkey" PRIMARY KEY ("shop_id","collection_id","product_id")
);
